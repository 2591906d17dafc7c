-- Whether its rules ask for schedules, and the variables that they ask for.
SELECT max(schedule <> '') || ':' || coalesce(group_concat(DISTINCT nullif(upper(variable), '')), '')
FROM rule WHERE tenant = b.tenant AND block = b.block
