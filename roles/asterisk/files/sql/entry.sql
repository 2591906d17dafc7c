-- ODBC_WCO_NUMBER reads wco_plan.
-- A dialled number: its tenant, its contract, what kind of call it is, the main number that forwards it, the rule of the blocklist that holds if one does, the announcements that are due, and the block where the call begins:
-- none when it is rejected. ARG2 the caller ('' anonymous), ARG3 the time.
WITH RECURSIVE beginning (value) AS (
    SELECT '${ARG2}' WHERE '${ARG2}' <> ''
    UNION ALL
    SELECT substr(value, 1, length(value) - 1) FROM beginning WHERE length(value) > 2
),
entrance AS (
    SELECT number, tenant, entry, 'incoming' AS direction, number AS main FROM number WHERE number = '${ARG1}'
    UNION ALL
    SELECT d.number, d.tenant, d.entry, 'direct', n.number
    FROM direct AS d
    JOIN number AS n ON n.tenant = d.tenant AND n.is_primary
    WHERE d.number = '${ARG1}'
    LIMIT 1
),
barred AS (
    SELECT r.tenant, r.position, r.target
    FROM entrance AS n
    JOIN blocklist AS r ON r.tenant = n.tenant
    WHERE (r.dialled = 0 OR EXISTS (
              SELECT 1 FROM blocklist_dialled AS d
              WHERE d.tenant = r.tenant AND d.position = r.position AND d.number = n.number))
      AND (r.anonymous AND '${ARG2}' = '' OR r.callers <> '' AND EXISTS (
              SELECT 1 FROM beginning AS g JOIN list_entry AS l ON l.value = g.value
              WHERE l.tenant = r.tenant AND l.list = r.callers AND (l.is_prefix OR l.value = '${ARG2}')))
    ORDER BY r.position
    LIMIT 1
)
SELECT n.tenant, t.timezone, t.channels, t.redirect_minutes, t.redirect_refuse, n.direction,
       n.main, coalesce('rule_' || x.position, ''),
       (SELECT group_concat(o.announcement || ':' || o.prompt || ':' || o.hangup || ':' || o.active, '&' ORDER BY o.position)
        FROM occasional AS o
        WHERE o.tenant = n.tenant AND o.first <= ${ARG3} AND ${ARG3} < o.last
          AND (o.dialled = 0 OR EXISTS (
              SELECT 1 FROM occasional_dialled AS d
              WHERE d.tenant = o.tenant AND d.announcement = o.announcement AND d.number = n.number))),
       iif(t.transfers, 'wco_transfer', ''), t.answer_after_seconds, b.block, b.type, b.language,
@settings@
FROM entrance AS n
JOIN tenant AS t ON t.tenant = n.tenant
LEFT JOIN barred AS x ON x.tenant = n.tenant
LEFT JOIN block AS b ON b.tenant = n.tenant AND b.block = coalesce(x.target, n.entry)

-- ODBC_WCO_OCCASIONAL reads wco_live.
-- Of the announcements that are due, those that are switched on: by an override, else by the spec. ARG2 their list.
SELECT group_concat(announcement, '&' ORDER BY position)
FROM (SELECT c.key AS position, substr(c.value, 1, length(c.value) - 2) AS announcement
      FROM json_each('["' || replace('${ARG2}', '&', '","') || '"]') AS c
      LEFT JOIN switch AS s ON s.tenant = '${ARG1}' AND s.kind = 'announcement'
                           AND s.name = substr(c.value, 1, instr(c.value, ':') - 1)
                           AND (s.until = 0 OR s.until > unixepoch('subsec') * 1000)
      WHERE coalesce(s.value = 'on', c.value LIKE '%:1'))
