-- A member's phone begins to ring.
INSERT INTO member_state (tenant, block, user, rung, ended, answered, misses, blocked_until)
VALUES ('${WCO_TENANT}', '${WCO_GROUP}', '${WCO_USER}', ${STRFTIME(,,%s%3q)}, 0, 0, 0, 0)
ON CONFLICT (tenant, block, user) DO UPDATE SET rung = excluded.rung
