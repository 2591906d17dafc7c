-- The member of a group who has this phone, and how long it rings.
SELECT m.user, g.ring
FROM member AS m
JOIN user AS u ON u.tenant = m.tenant AND u.user = m.user
JOIN call_group AS g ON g.tenant = m.tenant AND g.block = m.block
WHERE m.tenant = '${ARG1}' AND m.block = '${ARG2}' AND u.number = '${ARG3}'
ORDER BY m.position
LIMIT 1
