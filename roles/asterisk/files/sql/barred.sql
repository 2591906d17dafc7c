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
