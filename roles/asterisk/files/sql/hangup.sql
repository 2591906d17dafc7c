-- Settings of hangup.
SELECT cause FROM hangup WHERE tenant = b.tenant AND block = b.block
