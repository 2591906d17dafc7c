-- Settings of condition.
-- Whether its rules ask for schedules, and the variables that they ask for.
SELECT max(schedule <> '') || ':' || coalesce(group_concat(DISTINCT nullif(upper(variable), '')), '')
FROM rule WHERE tenant = b.tenant AND block = b.block

-- ODBC_WCO_CONDITION reads wco_plan.
-- The exit of the first rule that holds. ARG3 the caller ('' anonymous), ARG4 the dialled number, ARG5 the day
-- (YYYY-MM-DD), ARG6 the ISO weekday, ARG7 the minute of the day as an expression, ARG8 the schedules
-- that are held open or closed. WCO_HELD has the positions of the
-- rules whose variables have their values.
WITH RECURSIVE beginning (value) AS (
    SELECT '${ARG3}' WHERE '${ARG3}' <> ''
    UNION ALL
    SELECT substr(value, 1, length(value) - 1) FROM beginning WHERE length(value) > 2
),
-- Hours belong to the day on which they begin: this moment is one of today, and one of yesterday after its midnight.
moment (day, weekday, minute) AS (
    VALUES ('${ARG5}', ${ARG6}, ${ARG7}), (date('${ARG5}', '-1 day'), (${ARG6} + 5) % 7 + 1, 1440 + ${ARG7})
)
SELECT 'rule_' || r.position
FROM rule AS r
WHERE r.tenant = '${ARG1}' AND r.block = '${ARG2}'
  AND (r.anonymous = -1 OR r.anonymous = ('${ARG3}' = ''))
  AND (r.dialled = 0 OR EXISTS (
      SELECT 1 FROM rule_dialled AS d
      WHERE d.tenant = r.tenant AND d.block = r.block AND d.position = r.position AND d.number = '${ARG4}'))
  AND (r.variable = '' OR instr('${WCO_HELD} ', ' ' || r.position || ' '))
  AND (r.callers = '' OR EXISTS (
      SELECT 1 FROM beginning AS b JOIN list_entry AS l ON l.value = b.value
      WHERE l.tenant = r.tenant AND l.list = r.callers AND (l.is_prefix OR l.value = '${ARG3}')))
  AND (r.schedule = '' OR r.schedule_open = coalesce(
      CASE WHEN instr('${ARG8}', '&' || r.schedule || ':open&') THEN 1
           WHEN instr('${ARG8}', '&' || r.schedule || ':closed&') THEN 0 END,
      EXISTS (SELECT 1 FROM moment AS t WHERE coalesce(
          (SELECT EXISTS (SELECT 1 FROM schedule_date_hours AS h
                          WHERE h.tenant = x.tenant AND h.schedule = x.schedule AND h.position = x.position
                            AND h.from_minute <= t.minute AND t.minute < h.to_minute)
           FROM schedule_date AS x
           WHERE x.tenant = r.tenant AND x.schedule = r.schedule AND t.day BETWEEN x.first_day AND x.last_day
           ORDER BY x.position LIMIT 1),
          (SELECT 0 FROM schedule AS s JOIN holiday AS y ON y.day = t.day
           WHERE s.tenant = r.tenant AND s.schedule = r.schedule AND s.close_on_holidays),
          EXISTS (SELECT 1 FROM schedule_hours AS h
                  WHERE h.tenant = r.tenant AND h.schedule = r.schedule AND h.weekday = t.weekday
                    AND h.from_minute <= t.minute AND t.minute < h.to_minute)))))
ORDER BY r.position
LIMIT 1

-- ODBC_WCO_VARIABLE reads wco_plan.
-- The rules of a condition, by position, that are content with the variable ARG3 (its name in capitals).
SELECT group_concat(position, ' ')
FROM rule
WHERE tenant = '${ARG1}' AND block = '${ARG2}' AND upper(variable) = '${ARG3}'
  AND equals = '${SQL_ESC(${WCO_VAR_${ARG3}})}'

-- ODBC_WCO_OVERRIDES reads wco_live.
-- Schedules of a tenant that are held open or closed now: &<schedule>:<state>& for each. ARG2 the time.
SELECT group_concat('&' || name || ':' || value || '&', '')
FROM switch
WHERE tenant = '${ARG1}' AND kind = 'schedule' AND (until = 0 OR until > ${ARG2} * 1000)
