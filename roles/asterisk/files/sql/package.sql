-- Seconds that a month's calls to landline phones have taken, those that go on included, and the warning given last.
SELECT coalesce(u.seconds, 0)
       + (SELECT coalesce(sum(max(0, ${STRFTIME(,,%s%3q)} - answered) / 1000), 0)
          FROM metered_leg WHERE tenant = '${ARG1}' AND month = '${ARG2}'),
       coalesce(u.warned, 0)
FROM (SELECT 1)
LEFT JOIN package_use AS u ON u.tenant = '${ARG1}' AND u.month = '${ARG2}'
