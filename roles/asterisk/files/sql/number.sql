-- A dialled main number: its tenant, and the block where the call begins.
SELECT n.tenant, t.timezone, b.block, b.type, b.language,
@settings@
FROM number AS n
JOIN tenant AS t ON t.tenant = n.tenant
JOIN block AS b ON b.tenant = n.tenant AND b.block = n.entry
WHERE n.number = '${ARG1}'
