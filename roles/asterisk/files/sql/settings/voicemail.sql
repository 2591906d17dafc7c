SELECT v.greeting || ',' || v.max_seconds || ',' || v.pause_seconds || ',' || t.voicemail_per_caller || ',' || t.voicemail_minutes
FROM voicemail AS v JOIN tenant AS t ON t.tenant = v.tenant
WHERE v.tenant = b.tenant AND v.block = b.block
