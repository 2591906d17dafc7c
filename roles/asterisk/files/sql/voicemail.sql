-- Settings of voicemail.
SELECT v.greeting || ',' || v.max_seconds || ',' || v.pause_seconds || ',' || t.voicemail_per_caller || ',' || t.voicemail_minutes
FROM voicemail AS v JOIN tenant AS t ON t.tenant = v.tenant
WHERE v.tenant = b.tenant AND v.block = b.block

-- ODBC_WCO_VOICEMAIL_ROOM reads wco_voicemail.
-- Why no message may be recorded now, '' if one may: ARG1 messages that a caller may leave within an hour, ARG2 minutes that the
-- company's callers may leave within a day. A message that goes on counts as far as it is.
SELECT CASE WHEN EXISTS (SELECT 1 FROM disk WHERE "full") THEN 'disk'
            WHEN (SELECT count(*) FROM taken
                  WHERE tenant = '${WCO_TENANT}' AND caller = '${WCO_CALLER}' AND began > n.now - 3600000) >= ${ARG1}
            THEN 'caller'
            WHEN (SELECT total(iif(ended = 0, min(n.now - began, 600000), ended - began)) FROM taken
                  WHERE tenant = '${WCO_TENANT}' AND began > n.now - 86400000) >= ${ARG2} * 60000
            THEN 'company' ELSE '' END
FROM (SELECT ${STRFTIME(,,%s%3q)} AS now) AS n

-- ODBC_WCO_VOICEMAIL writes wco_voicemail.
-- A voice message that is about to be recorded: ARG1 the message, ARG2 the moment, ARG3 messages that a caller may leave within an
-- hour. No row when another call of the caller has just used up the last one.
INSERT INTO voicemail (message, call, tenant, block, caller, dialled, began, ended, refused)
SELECT '${ARG1}', '${WCO_CALL}', '${WCO_TENANT}', '${WCO_BLOCK}', '${WCO_CALLER}', '${WCO_DIALLED}', ${ARG2}, 0, ''
WHERE (SELECT count(*) FROM taken
       WHERE tenant = '${WCO_TENANT}' AND caller = '${WCO_CALLER}' AND began > ${ARG2} - 3600000) < ${ARG3}

-- ODBC_WCO_VOICEMAIL_END writes wco_voicemail.
-- A voice message has been recorded. ARG1 the message, ARG2 the moment, ARG3 whether anything was said.
UPDATE voicemail SET ended = ${ARG2}, said = ${ARG3} WHERE message = '${ARG1}'

-- ODBC_WCO_ALARMED writes wco_live.
-- An alarm is about to be raised: ARG1 the kind, ARG2 the subject. No row is touched when there was one within a day.
INSERT INTO alarmed (tenant, kind, subject, at)
VALUES ('${WCO_TENANT}', '${SQL_ESC(${ARG1})}', '${SQL_ESC(${ARG2})}', ${STRFTIME(,,%s%3q)})
ON CONFLICT (tenant, kind, subject) DO UPDATE SET at = excluded.at WHERE at <= excluded.at - 86400000
