-- A caller waits no more: ARG1 when the call dropped, 0 for all other ways to leave.
UPDATE waiting SET dropped = ${ARG1}, until = iif(${ARG1} = 0, 0, until) WHERE call = '${WCO_CALL}'
