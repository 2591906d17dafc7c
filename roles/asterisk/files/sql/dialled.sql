-- Who dials, and whether it is for help. ARG1 their own number, ARG2 the dialled one. Of several tenants that have the user,
-- the one that gives the right to present a main number.
SELECT t.tenant, t.language, u.user, u.presents, u.presents_always, t.channels,
       EXISTS (SELECT 1 FROM emergency WHERE number = '${ARG2}')
FROM user AS u
JOIN tenant AS t ON t.tenant = u.tenant
WHERE u.number = '${ARG1}'
ORDER BY u.presents = '', u.tenant
LIMIT 1
