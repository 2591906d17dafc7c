-- The live state of a group as a caller meets it: the switch if it is set, the member whom the caller talked to last, with
-- an interface if free to ring, the place of a call that dropped, and how many have to stay before it. ARG1 the caller (''
-- anonymous), ARG2 days and ARG3 minutes for which these are remembered, ARG4 the caller's priority. In a LEFT JOIN SQLite
-- would make up the view of all members of all tenants first.
SELECT (SELECT w.value FROM switch AS w
        WHERE w.tenant = '${WCO_TENANT}' AND w.kind = 'group' AND w.name = '${WCO_BLOCK}'
          AND (w.until = 0 OR w.until > n.now)),
       a.user,
       (SELECT m.interface FROM group_member AS m
        WHERE m.tenant = a.tenant AND m.block = a.block AND m.user = a.user AND NOT m.out AND NOT m.blocked AND NOT m.wraps_up),
       p.joined,
       iif(p.joined IS NULL, NULL, (SELECT count(*) FROM waiting AS o
        WHERE o.tenant = p.tenant AND o.block = p.block AND o.dropped = 0 AND o.until > n.now
          AND (o.priority > ${ARG4} OR o.priority = ${ARG4} AND o.joined < p.joined)))
FROM (SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) AS now) AS n
LEFT JOIN last_agent AS a ON a.tenant = '${WCO_TENANT}' AND a.block = '${WCO_BLOCK}' AND a.caller = '${ARG1}'
                         AND a.at > n.now - ${ARG2} * 86400000
LEFT JOIN waiting AS p ON p.tenant = '${WCO_TENANT}' AND p.block = '${WCO_BLOCK}' AND p.caller = '${ARG1}' AND p.caller <> ''
                      AND p.dropped > n.now - ${ARG3} * 60000 AND p.dropped > 0
ORDER BY p.joined
LIMIT 1
