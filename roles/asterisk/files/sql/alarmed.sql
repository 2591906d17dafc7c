-- An alarm is about to be raised: ARG1 the kind, ARG2 the subject. No row is touched when there was one within a day.
INSERT INTO alarmed (tenant, kind, subject, at)
VALUES ('${WCO_TENANT}', '${SQL_ESC(${ARG1})}', '${SQL_ESC(${ARG2})}', ${STRFTIME(,,%s%3q)})
ON CONFLICT (tenant, kind, subject) DO UPDATE SET at = excluded.at WHERE at <= excluded.at - 86400000
