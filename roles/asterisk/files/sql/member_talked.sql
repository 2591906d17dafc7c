-- A member's conversation is over.
INSERT INTO member_state (tenant, block, user, rung, ended, answered, misses, blocked_until)
VALUES ('${WCO_TENANT}', '${WCO_GROUP}', '${WCO_USER}', 0, ${STRFTIME(,,%s%3q)}, 1, 0, 0)
ON CONFLICT (tenant, block, user) DO UPDATE
SET ended = excluded.ended, answered = answered + 1, misses = 0, blocked_until = 0
