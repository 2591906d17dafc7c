-- A caller waits no more: ARG1 when the call dropped, 0 for all other ways to leave. Only the first way counts.
UPDATE waiting SET dropped = ${ARG1}, until = iif(${ARG1} = 0, 0, until) WHERE call = '${WCO_CALL}' AND until > 0
