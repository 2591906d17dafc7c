-- The caller ARG1 talks to the member ARG2.
INSERT OR REPLACE INTO last_agent (tenant, block, caller, user, at)
VALUES ('${WCO_TENANT}', '${WCO_GROUP}', '${ARG1}', '${ARG2}', ${STRFTIME(,,%s%3q)})
