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
