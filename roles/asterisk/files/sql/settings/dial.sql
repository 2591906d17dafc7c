-- user, redirect
SELECT user || ',' || number || ',' || ring FROM dial WHERE tenant = b.tenant AND block = b.block
