-- ODBC_WCO_STEP reads wco_plan.
-- The block behind an exit; no row for an explicit hang-up.
SELECT b.block, b.type, b.language,
@settings@
FROM exit AS e
JOIN block AS b ON b.tenant = e.tenant AND b.block = e.target
WHERE e.tenant = '${ARG1}' AND e.block = '${ARG2}' AND e.exit = '${ARG3}'

-- ODBC_WCO_BLOCK reads wco_plan.
-- A block by its name: the group of an internal number.
SELECT b.block, b.type, b.language,
@settings@
FROM block AS b
WHERE b.tenant = '${ARG1}' AND b.block = '${ARG2}'
