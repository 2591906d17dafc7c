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
