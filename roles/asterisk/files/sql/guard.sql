-- ODBC_WCO_BARRED reads wco_plan.
-- Whether the tenant ARG1 may ring the number ARG2: own (the phone of a user), allowed, or why not; and how many calls a user
-- and the company may have in a minute, in a day and at a time.
SELECT CASE WHEN EXISTS (SELECT 1 FROM user WHERE number = '${ARG2}' AND tenant = t.tenant AND active) THEN 'own'
            WHEN r.fits IS NOT 1 THEN 'wrong_number'
            WHEN r.kind = 'premium' AND NOT t.premium THEN 'premium'
            WHEN NOT EXISTS (SELECT 1 FROM outgoing_country WHERE tenant = t.tenant AND region = r.region) THEN 'country'
            ELSE 'allowed' END,
       t.calls_per_minute, t.calls_per_day, t.concurrent, t.company_per_minute, t.company_per_day, t.company_concurrent
FROM tenant AS t
LEFT JOIN (SELECT region, kind, instr(',' || lengths || ',', ',' || (length('${ARG2}') - 1) || ',') > 0 AS fits
           FROM number_range WHERE first <= '${ARG2}' ORDER BY first DESC LIMIT 1) AS r
WHERE t.tenant = '${ARG1}'

-- ODBC_WCO_GUARD reads wco_live.
-- Why a call to outside may not begin: the arguments of parts/reached.sql.
SELECT @reached@

-- ODBC_WCO_BEGUN writes wco_live.
-- A call to outside begins, unless a limit is reached: then no row is written. The arguments of parts/reached.sql.
INSERT INTO outgoing_call (tenant, user, at) SELECT '${ARG1}', '${ARG2}', ${STRFTIME(,,%s%3q)} WHERE @reached@ = ''

-- ODBC_WCO_LIMIT_TOLD writes wco_live.
-- An alarm is to tell that the limit ARG2 is reached; no row is written when one has told within the last ARG3 milliseconds.
INSERT INTO limit_told (tenant, reached, at) VALUES ('${ARG1}', '${ARG2}', ${STRFTIME(,,%s%3q)})
ON CONFLICT (tenant, reached) DO UPDATE SET at = excluded.at WHERE at < excluded.at - ${ARG3}
