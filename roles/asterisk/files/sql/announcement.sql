-- What an announcement plays.
SELECT prompt
FROM announcement
WHERE tenant = '${ARG1}' AND block = '${ARG2}'
