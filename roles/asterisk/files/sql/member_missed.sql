-- A member has not taken a call: who misses too many in a row is left out for a while, unless nobody else is there.
UPDATE member_state AS s
SET misses = iif(m.enough, 0, misses + 1),
    blocked_until = iif(m.enough, ${STRFTIME(,,%s%3q)} + ${WCO_BLOCK_MINUTES} * 60000, s.blocked_until)
FROM (SELECT mine.misses + 1 >= ${WCO_BLOCK_AFTER} AND ${WCO_BLOCK_AFTER} > 0 AND EXISTS (
          SELECT 1 FROM group_member AS other
          WHERE other.tenant = mine.tenant AND other.block = mine.block AND other.user <> mine.user
            AND NOT other.out AND NOT other.blocked) AS enough
      FROM member_state AS mine
      WHERE mine.tenant = '${WCO_TENANT}' AND mine.block = '${WCO_GROUP}' AND mine.user = '${WCO_USER}') AS m
WHERE s.tenant = '${WCO_TENANT}' AND s.block = '${WCO_GROUP}' AND s.user = '${WCO_USER}'
