-- A request ARG1 is carried out, unless that has begun already; the place is counted among those who wait now.
UPDATE callback SET begun = ${STRFTIME(,,%s%3q)}
WHERE callback = '${ARG1}' AND begun = 0
RETURNING tenant, block, caller, dialled, edge, edge_address, priority, joined,
          (SELECT count(*) FROM waiting AS o
           WHERE o.tenant = callback.tenant AND o.block = callback.block AND o.dropped = 0 AND o.until > ${STRFTIME(,,%s%3q)}
             AND (o.priority > callback.priority OR o.priority = callback.priority AND o.joined < callback.joined))
