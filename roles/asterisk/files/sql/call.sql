-- The record of a call, written once, when it ends. The path is taken from the variable here, since an argument could
-- hold only 8 kB of it.
INSERT INTO call (call, tenant, dialled, caller, started, answered, ended, path, outcome, answered_by, cause, node)
VALUES ('${WCO_CALL}', '${WCO_TENANT}', '${WCO_DIALLED}', '${WCO_CALLER}', ${WCO_STARTED}, ${WCO_ANSWERED}, ${ARG1},
        ltrim('${WCO_PATH}'), '${ARG2}', '${WCO_ANSWERED_BY}', ${ARG3}, '${ARG4}')
