-- A caller begins to wait: ARG1 the place, ARG2 the priority. The place of a dropped call is taken with it (trigger).
INSERT OR REPLACE INTO waiting (call, tenant, block, caller, priority, joined, until, dropped)
VALUES ('${WCO_CALL}', '${WCO_TENANT}', '${WCO_BLOCK}', '${WCO_CALLER}', ${ARG2}, ${ARG1},
        ${STRFTIME(,,%s%3q)} + ${WCO_WAIT_SECONDS} * 1000 + 60000, 0)
