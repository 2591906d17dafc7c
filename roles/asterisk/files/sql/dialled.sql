-- Who dials, and whether it is for help. ARG1 their own number, ARG2 the dialled one, ARG3 the tenant as the edge says.
SELECT t.tenant, t.language, u.user, u.presents, u.presents_always, t.channels,
       EXISTS (SELECT 1 FROM emergency WHERE number = '${ARG2}')
FROM user AS u
JOIN tenant AS t ON t.tenant = u.tenant
WHERE u.number = '${ARG1}' AND u.tenant = '${ARG3}'
ORDER BY u.presents = '', u.user
LIMIT 1
