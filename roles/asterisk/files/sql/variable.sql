-- The rules of a condition, by position, that are content with the variable ARG3 (its name in capitals).
SELECT group_concat(position, ' ')
FROM rule
WHERE tenant = '${ARG1}' AND block = '${ARG2}' AND upper(variable) = '${ARG3}'
  AND equals = '${SQL_ESC(${WCO_VAR_${ARG3}})}'
