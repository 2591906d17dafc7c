-- A voice message that is about to be recorded. ARG1 the message, ARG2 the moment.
INSERT INTO voicemail (message, call, tenant, block, caller, dialled, began, ended, refused)
VALUES ('${ARG1}', '${WCO_CALL}', '${WCO_TENANT}', '${WCO_BLOCK}', '${WCO_CALLER}', '${WCO_DIALLED}', ${ARG2}, 0, '')
