-- Settings of server.
SELECT timeout_ms || ',' || replace("values", ',', ' ') || ',' || replace(variables, ',', ' ') || ',' || url
FROM server WHERE tenant = b.tenant AND block = b.block
