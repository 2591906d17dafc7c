-- The record of one phone that was rung. ARG1 the leg, ARG2 the result, ARG3 the end, ARG4 how long they talked (ms).
INSERT INTO leg (leg, call, user, number, started, answered, ended, result)
VALUES ('${ARG1}', '${WCO_CALL}', '${WCO_USER}', '${WCO_NUMBER}', ${WCO_RUNG},
        iif('${ARG2}' = 'answered', ${ARG3} - 0${ARG4}, 0), ${ARG3}, '${ARG2}')
