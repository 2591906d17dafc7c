-- Of the announcements that are due, those that are switched on: by an override, else by the spec. ARG2 their list.
SELECT group_concat(announcement, '&' ORDER BY position)
FROM (SELECT c.key AS position, substr(c.value, 1, length(c.value) - 2) AS announcement
      FROM json_each('["' || replace('${ARG2}', '&', '","') || '"]') AS c
      LEFT JOIN switch AS s ON s.tenant = '${ARG1}' AND s.kind = 'announcement'
                           AND s.name = substr(c.value, 1, instr(c.value, ':') - 1)
                           AND (s.until = 0 OR s.until > unixepoch('subsec') * 1000)
      WHERE coalesce(s.value = 'on', c.value LIKE '%:1'))
