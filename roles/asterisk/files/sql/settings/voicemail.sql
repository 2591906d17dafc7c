SELECT greeting || ',' || max_seconds FROM voicemail WHERE tenant = b.tenant AND block = b.block
