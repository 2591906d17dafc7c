-- A voice message that is about to be recorded: ARG1 the message, ARG2 the moment, ARG3 messages that a caller may leave within an
-- hour. No row when another call of the caller has just used up the last one.
INSERT INTO voicemail (message, call, tenant, block, caller, dialled, began, ended, refused)
SELECT '${ARG1}', '${WCO_CALL}', '${WCO_TENANT}', '${WCO_BLOCK}', '${WCO_CALLER}', '${WCO_DIALLED}', ${ARG2}, 0, ''
WHERE (SELECT count(*) FROM taken
       WHERE tenant = '${WCO_TENANT}' AND caller = '${WCO_CALLER}' AND began > ${ARG2} - 3600000) < ${ARG3}
