-- Settings of webhook.
SELECT timeout_ms || ',' || replace("values", ',', ' ') || ',' || replace(variables, ',', ' ') || ',' || url
FROM webhook WHERE tenant = b.tenant AND block = b.block
