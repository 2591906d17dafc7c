-- A member's phone begins to ring: ARG1 the extension of the interface. Gives the user; nobody: a member no more.
INSERT INTO member_state (tenant, block, user, rung, ended, answered, misses, blocked_until)
SELECT tenant, block, user, ${STRFTIME(,,%s%3q)}, 0, 0, 0, 0
FROM queue_member
WHERE queue_name = '${WCO_TENANT}/${WCO_GROUP}' AND interface = 'Local/${ARG1}@wco_member/n'
ON CONFLICT (tenant, block, user) DO UPDATE SET rung = excluded.rung
RETURNING user
