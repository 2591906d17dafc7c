-- Settings of group.
SELECT active || ',' || ring_seconds || ',' || wait_seconds || ',' || block_after_misses || ',' || block_minutes || ',' || confirm
       || ',' || told || ',' || background || ',' || vip || ',' || last_agent_days || ',' || return_minutes || ',' || callback_key
FROM call_group WHERE tenant = b.tenant AND block = b.block

-- ODBC_WCO_LISTED reads wco_plan.
-- Whether a caller is on a list: ARG1 tenant, ARG2 list, ARG3 the caller ('' anonymous: on none).
WITH RECURSIVE beginning (value) AS (
    SELECT '${ARG3}' WHERE '${ARG3}' <> ''
    UNION ALL
    SELECT substr(value, 1, length(value) - 1) FROM beginning WHERE length(value) > 2
)
SELECT EXISTS (SELECT 1 FROM beginning AS b JOIN list_entry AS l ON l.value = b.value
               WHERE l.tenant = '${ARG1}' AND l.list = '${ARG2}' AND (l.is_prefix OR l.value = '${ARG3}'))

-- ODBC_WCO_GROUP reads wco_live.
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

-- ODBC_WCO_AGENT writes wco_live.
-- The caller ARG1 talks to the member ARG2.
INSERT OR REPLACE INTO last_agent (tenant, block, caller, user, at)
VALUES ('${WCO_TENANT}', '${WCO_GROUP}', '${ARG1}', '${ARG2}', ${STRFTIME(,,%s%3q)})

-- ODBC_WCO_WAIT writes wco_live.
-- A caller begins to wait: ARG1 the place, ARG2 the priority. The place of a dropped call is taken with it (trigger).
INSERT OR REPLACE INTO waiting (call, tenant, block, caller, priority, joined, until, dropped)
VALUES ('${WCO_CALL}', '${WCO_TENANT}', '${WCO_BLOCK}', '${WCO_CALLER}', ${ARG2}, ${ARG1},
        ${STRFTIME(,,%s%3q)} + ${WCO_WAIT_SECONDS} * 1000 + 60000, 0)

-- ODBC_WCO_WAIT_OVER writes wco_live.
-- A caller waits no more: ARG1 when the call dropped, 0 for all other ways to leave. Only the first way counts.
UPDATE waiting SET dropped = ${ARG1}, until = iif(${ARG1} = 0, 0, until) WHERE call = '${WCO_CALL}' AND until > 0
