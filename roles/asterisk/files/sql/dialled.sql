-- Who dials, and why they may not call there. ARG1 their own number, ARG2 the dialled one, ARG3 the tenant as the edge says.
SELECT t.tenant, t.language, u.user, u.presents, u.presents_always, t.channels, t.calls_per_minute, t.concurrent,
       CASE WHEN EXISTS (SELECT 1 FROM emergency WHERE number = '${ARG2}') THEN 'emergency'
            WHEN substr('${ARG2}', 1, 1) <> '+' THEN 'wrong_number'
            WHEN NOT t.premium AND EXISTS (SELECT 1 FROM premium WHERE substr('${ARG2}', 1, length(prefix)) = prefix)
            THEN 'premium'
            WHEN NOT EXISTS (SELECT 1 FROM outgoing_country
                             WHERE tenant = t.tenant AND substr('${ARG2}', 1, length(prefix)) = prefix)
            THEN 'country' ELSE '' END
FROM user AS u
JOIN tenant AS t ON t.tenant = u.tenant
WHERE u.number = '${ARG1}' AND u.tenant = '${ARG3}'
ORDER BY u.presents = '', u.user
LIMIT 1
