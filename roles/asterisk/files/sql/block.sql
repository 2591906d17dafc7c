-- A block by its name: the group of an internal number.
SELECT b.block, b.type, b.language,
@settings@
FROM block AS b
WHERE b.tenant = '${ARG1}' AND b.block = '${ARG2}'
