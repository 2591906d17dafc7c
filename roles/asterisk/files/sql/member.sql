-- ODBC_WCO_MEMBER reads wco_live.
-- The member of a group whose interface has the extension ARG1, and whether the group has to know when the phone rang.
SELECT user, strategy = 'round_robin'
FROM queue_member
WHERE queue_name = '${WCO_TENANT}/${WCO_GROUP}' AND interface = 'Local/${ARG1}@wco_member/n'

-- ODBC_WCO_MEMBER_RUNG writes wco_live.
-- A member's phone begins to ring.
INSERT INTO member_state (tenant, block, user, rung, ended, answered, misses, blocked_until)
VALUES ('${WCO_TENANT}', '${WCO_GROUP}', '${WCO_USER}', ${STRFTIME(,,%s%3q)}, 0, 0, 0, 0)
ON CONFLICT (tenant, block, user) DO UPDATE SET rung = excluded.rung

-- ODBC_WCO_MEMBER_TALKED writes wco_live.
-- A member's conversation is over.
INSERT INTO member_state (tenant, block, user, rung, ended, answered, misses, blocked_until)
VALUES ('${WCO_TENANT}', '${WCO_GROUP}', '${WCO_USER}', 0, ${STRFTIME(,,%s%3q)}, 1, 0, 0)
ON CONFLICT (tenant, block, user) DO UPDATE
SET ended = excluded.ended, answered = answered + 1, misses = 0, blocked_until = 0

-- ODBC_WCO_MEMBER_MISSED writes wco_live.
-- A member has not taken a call: who misses too many in a row is left out for a while, unless nobody else is there.
INSERT INTO member_state AS s (tenant, block, user, rung, ended, answered, misses, blocked_until)
SELECT m.tenant, m.block, m.user, 0, 0, 0, iif(m.enough, 0, m.misses),
       iif(m.enough, ${STRFTIME(,,%s%3q)} + ${WCO_BLOCK_MINUTES} * 60000, 0)
FROM (SELECT mine.tenant, mine.block, mine.user, mine.misses + 1 AS misses,
             ${WCO_BLOCK_AFTER_MISSES} > 0 AND mine.misses + 1 >= ${WCO_BLOCK_AFTER_MISSES} AND EXISTS (
                 SELECT 1 FROM group_member AS other
                 WHERE other.tenant = mine.tenant AND other.block = mine.block AND other.user <> mine.user
                   AND NOT other.out AND NOT other.blocked) AS enough
      FROM group_member AS mine
      WHERE mine.tenant = '${WCO_TENANT}' AND mine.block = '${WCO_GROUP}' AND mine.user = '${WCO_USER}') AS m
WHERE true
ON CONFLICT (tenant, block, user) DO UPDATE
SET misses = excluded.misses, blocked_until = max(s.blocked_until, excluded.blocked_until)
