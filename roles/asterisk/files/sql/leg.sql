-- The record of a phone as it stands: without arguments when it begins to ring; ARG1 the result and ARG2 the end when it
-- is over, ARG3 when it answered. Until then the row says what would be left if Asterisk died.
INSERT INTO leg (leg, call, block, user, number, started, answered, ended, result)
VALUES ('${WCO_LEG}', '${WCO_CALL}', '${WCO_BLOCK}', '${WCO_USER}', '${WCO_NUMBER}', ${WCO_RUNG},
        iif('${ARG1}' = 'answered', max(${WCO_RUNG}, 0${ARG3}), 0), 0${ARG2}, coalesce(nullif('${ARG1}', ''), 'failed'))
ON CONFLICT (leg) DO UPDATE SET answered = excluded.answered, ended = excluded.ended, result = excluded.result
