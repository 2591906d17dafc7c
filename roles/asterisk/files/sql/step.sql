-- The block behind an exit; no row for an explicit hang-up.
SELECT b.block, b.type, b.language,
@settings@
FROM exit AS e
JOIN block AS b ON b.tenant = e.tenant AND b.block = e.target
WHERE e.tenant = '${ARG1}' AND e.block = '${ARG2}' AND e.exit = '${ARG3}'
