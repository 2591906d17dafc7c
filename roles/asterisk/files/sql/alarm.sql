-- An alarm of the call's tenant: ARG1 the kind, ARG2 the subject, the value its text.
INSERT INTO alarm (alarm, tenant, kind, subject, text, at, node)
VALUES ('${UUID()}', '${WCO_TENANT}', '${SQL_ESC(${ARG1})}', '${SQL_ESC(${ARG2})}', '${SQL_ESC(${VALUE})}',
        ${STRFTIME(,,%s%3q)}, '${SYSTEMNAME}')
