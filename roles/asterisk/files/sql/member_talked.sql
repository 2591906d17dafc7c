-- A member's conversation is over.
UPDATE member_state SET ended = ${STRFTIME(,,%s%3q)}, answered = answered + 1, misses = 0, blocked_until = 0
WHERE tenant = '${WCO_TENANT}' AND block = '${WCO_GROUP}' AND user = '${WCO_USER}'
