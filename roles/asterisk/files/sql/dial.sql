-- The phone that a user or redirect block rings.
SELECT user, number, ring
FROM dial
WHERE tenant = '${ARG1}' AND block = '${ARG2}'
