-- user, redirect
SELECT d.user || ',' || d.number || ',' || d.ring_seconds || ',' || coalesce(u.redirect_always, '') || ','
       || coalesce(u.redirect_busy, '') || ',' || coalesce(u.redirect_no_answer, '')
FROM dial AS d
LEFT JOIN user AS u ON u.tenant = d.tenant AND u.user = d.user
WHERE d.tenant = b.tenant AND d.block = b.block
