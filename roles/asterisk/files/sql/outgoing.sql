-- ODBC_WCO_DIALLED reads wco_plan.
-- Who dials, and whether it is for help. ARG1 their own number, ARG2 the dialled one, ARG3 the tenant as the edge says.
SELECT t.tenant, t.language, u.user, u.presents, u.presents_always, t.channels,
       EXISTS (SELECT 1 FROM emergency WHERE number = '${ARG2}')
FROM user AS u
JOIN tenant AS t ON t.tenant = u.tenant
WHERE u.number = '${ARG1}' AND u.tenant = '${ARG3}'
ORDER BY u.presents = '', u.user
LIMIT 1

-- ODBC_WCO_PRESENTATION reads wco_live.
-- The switch of permanent presentation of a user.
SELECT value FROM switch
WHERE tenant = '${ARG1}' AND kind = 'presentation' AND name = '${ARG2}'
  AND (until = 0 OR until > unixepoch('subsec') * 1000)

-- ODBC_WCO_LOCK writes wco_live.
-- The spending guard locks a user until somebody unlocks them; no row is written when they are locked already.
INSERT INTO switch (tenant, kind, name, value, until, changed, author, sent)
VALUES ('${ARG1}', 'lock', '${ARG2}', 'on', 0, ${STRFTIME(,,%s%3q)}, '_guard', 0)
ON CONFLICT (tenant, kind, name) DO UPDATE SET value = excluded.value, until = 0, changed = excluded.changed,
    author = excluded.author, sent = 0
WHERE switch.value <> 'on'
