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
