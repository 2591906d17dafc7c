-- The request ARG1, and how many callers are served before it.
SELECT c.tenant, c.block, c.caller, c.dialled, c.edge, c.edge_address, c.priority, c.joined,
       (SELECT count(*) FROM waiting AS o
        WHERE o.tenant = c.tenant AND o.block = c.block AND o.dropped = 0 AND o.until > ${STRFTIME(,,%s%3q)}
          AND (o.priority > c.priority OR o.priority = c.priority AND o.joined < c.joined))
FROM callback AS c
WHERE c.callback = '${ARG1}'
