-- How a hang-up block ends the call.
SELECT cause
FROM hangup
WHERE tenant = '${ARG1}' AND block = '${ARG2}'
