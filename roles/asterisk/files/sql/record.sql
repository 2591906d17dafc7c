-- ODBC_WCO_CALL writes wco_spool.
-- The record of a call as it stands: ARG1 the moment, ARG2 the cause when the call is over. Until then the row says what
-- would be left if Asterisk died: cause 41, in the present block. The path, steps separated by commas, is taken from the
-- variable here, since an argument could hold only 4 kB of it. A caller who hangs up gives no cause, which is 16.
INSERT INTO call (call, tenant, direction, dialled, caller, presented, started, answered, ended, path, outcome,
                  answered_by, cause, node)
VALUES ('${WCO_CALL}', '${WCO_TENANT}', coalesce(nullif('${WCO_DIRECTION}', ''), 'incoming'), '${WCO_DIALLED}',
        '${WCO_CALLER}', '${WCO_PRESENTED}', ${WCO_STARTED}, 0${WCO_ANSWERED}, iif('${ARG2}' = '', 0, ${ARG1}),
        ltrim(replace('${WCO_PATH}', ',', ' ')
              || iif('${WCO_BLOCK}' = '', '', ' ' || (${ARG1} - ${WCO_STARTED}) || ':${WCO_BLOCK}:-')),
        CASE WHEN 0${WCO_ANSWERED} > 0 THEN 'answered' WHEN '${WCO_OUTCOME}' = '' THEN 'unanswered'
             ELSE '${WCO_OUTCOME}' END,
        '${WCO_ANSWERED_BY}', iif('${ARG2}' = '', 41, iif(0${ARG2} = 0, 16, 0${ARG2})), '${SYSTEMNAME}')
ON CONFLICT (call) DO UPDATE SET direction = excluded.direction, presented = excluded.presented,
    answered = excluded.answered, ended = excluded.ended, path = excluded.path, outcome = excluded.outcome,
    answered_by = excluded.answered_by, cause = excluded.cause

-- ODBC_WCO_LEG writes wco_spool.
-- The record of a phone as it stands: without arguments when it begins to ring; ARG1 the result and ARG2 the end when it
-- is over, ARG3 when it answered. Until then the row says what would be left if Asterisk died.
INSERT INTO leg (leg, call, block, user, number, started, answered, ended, result)
VALUES ('${WCO_LEG}', '${WCO_CALL}', '${WCO_BLOCK}', '${WCO_USER}', '${WCO_NUMBER}', ${WCO_RUNG},
        iif('${ARG1}' = 'answered', max(${WCO_RUNG}, 0${ARG3}), 0), 0${ARG2}, coalesce(nullif('${ARG1}', ''), 'failed'))
ON CONFLICT (leg) DO UPDATE SET answered = excluded.answered, ended = excluded.ended, result = excluded.result

-- ODBC_WCO_TALK writes wco_spool.
-- A phone has answered: ARG1 the leg, ARG2 the moment. Its call is answered with it (trigger leg_answered).
UPDATE leg SET answered = ${ARG2}, result = 'answered' WHERE leg = '${ARG1}' AND ended = 0

-- ODBC_WCO_ALARM writes wco_spool.
-- An alarm of the call's tenant: ARG1 the kind, ARG2 the subject, the value its text.
INSERT INTO alarm (alarm, tenant, kind, subject, text, at, node)
VALUES ('${UUID()}', '${WCO_TENANT}', '${SQL_ESC(${ARG1})}', '${SQL_ESC(${ARG2})}', '${SQL_ESC(${VALUE})}',
        ${STRFTIME(,,%s%3q)}, '${SYSTEMNAME}')
