-- The recording that this call has made is to play instead of the prompt ARG1.
INSERT OR REPLACE INTO kept_recording (call, tenant, prompt, author)
VALUES ('${WCO_CALL}', '${WCO_TENANT}', '${ARG1}', '${WCO_SERVED}')
