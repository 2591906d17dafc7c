-- ODBC_WCO_LANDLINE reads wco_plan.
-- Whether a phone is a landline one: by the tenant's own rows, any other by its range.
SELECT coalesce((SELECT landline FROM user WHERE number = '${ARG2}' AND tenant = '${ARG1}'),
                (SELECT landline FROM dial WHERE tenant = '${ARG1}' AND number = '${ARG2}' LIMIT 1),
                (SELECT kind = 'landline' AND instr(',' || lengths || ',', ',' || (length('${ARG2}') - 1) || ',') > 0
                 FROM number_range WHERE first <= '${ARG2}' ORDER BY first DESC LIMIT 1))

-- ODBC_WCO_MINUTE_BUNDLE reads wco_live.
-- How much of a bundle of ARG3 minutes a month's calls to landline phones have used, in per cent, those that go on included;
-- and the warning given last.
SELECT (coalesce(u.seconds, 0)
        + (SELECT coalesce(sum(max(0, ${STRFTIME(,,%s%3q)} - answered) / 1000), 0)
           FROM metered_leg WHERE tenant = '${ARG1}' AND month = '${ARG2}')) * 100 / (${ARG3} * 60),
       coalesce(u.warned, 0)
FROM (SELECT 1)
LEFT JOIN package_use AS u ON u.tenant = '${ARG1}' AND u.month = '${ARG2}'

-- ODBC_WCO_WARNED writes wco_live.
-- The warning that was given: the value, in per cent.
INSERT INTO package_use (tenant, month, warned) VALUES ('${ARG1}', '${ARG2}', ${VALUE})
ON CONFLICT (tenant, month) DO UPDATE SET warned = excluded.warned

-- ODBC_WCO_METERED writes wco_live.
-- A leg whose minutes count is over; nothing happens if it was never answered.
UPDATE metered_leg SET ended = ${STRFTIME(,,%s%3q)} WHERE leg = '${ARG1}'
