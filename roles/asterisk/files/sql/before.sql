-- How many callers of the group are served before one with the place ARG1 and the priority ARG2.
SELECT count(*) FROM waiting AS o
WHERE o.tenant = '${WCO_TENANT}' AND o.block = '${WCO_BLOCK}' AND o.dropped = 0 AND o.until > ${STRFTIME(,,%s%3q)}
  AND (o.priority > ${ARG2} OR o.priority = ${ARG2} AND o.joined < ${ARG1})
