-- Settings of toy.
SELECT seconds FROM toy WHERE tenant = b.tenant AND block = b.block
