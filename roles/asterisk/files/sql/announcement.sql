-- Settings of announcement.
SELECT prompt FROM announcement WHERE tenant = b.tenant AND block = b.block
