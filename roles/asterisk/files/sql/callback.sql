-- ODBC_WCO_TENANT reads wco_plan.
-- What calls that did not come by a number have to know of a tenant.
SELECT timezone, redirect_minutes, redirect_refuse FROM tenant WHERE tenant = '${ARG1}'

-- ODBC_WCO_BEFORE reads wco_live.
-- How many callers of the group are served before one with the place ARG1 and the priority ARG2.
SELECT count(*) FROM waiting AS o
WHERE o.tenant = '${WCO_TENANT}' AND o.block = '${WCO_BLOCK}' AND o.dropped = 0 AND o.until > ${STRFTIME(,,%s%3q)}
  AND (o.priority > ${ARG2} OR o.priority = ${ARG2} AND o.joined < ${ARG1})

-- ODBC_WCO_CALLBACK_READ reads wco_live.
-- The request ARG1, and how many callers are served before it.
SELECT c.tenant, c.block, c.caller, c.dialled, c.edge, c.edge_address, c.priority, c.joined,
       (SELECT count(*) FROM waiting AS o
        WHERE o.tenant = c.tenant AND o.block = c.block AND o.dropped = 0 AND o.until > ${STRFTIME(,,%s%3q)}
          AND (o.priority > c.priority OR o.priority = c.priority AND o.joined < c.joined))
FROM callback AS c
WHERE c.callback = '${ARG1}'

-- ODBC_WCO_CALLBACK writes wco_live.
-- A waiting caller asks to be called back: ARG1 the request. Who has asked already keeps that place. No row is written when too
-- many have asked: a hundred in the group, or the caller in three others.
INSERT INTO callback (callback, tenant, block, caller, dialled, edge, edge_address, priority, joined, asked, due, tries, begun)
SELECT '${ARG1}', '${WCO_TENANT}', '${WCO_BLOCK}', '${WCO_CALLER}', '${WCO_DIALLED}', '${WCO_EDGE}',
       '${WCO_EDGE_ADDRESS}', ${QUEUE_PRIO}, ${WCO_JOINED}, ${STRFTIME(,,%s%3q)}, 0, 0, 0
WHERE (SELECT count(*) FROM callback WHERE tenant = '${WCO_TENANT}' AND block = '${WCO_BLOCK}' AND caller <> '${WCO_CALLER}') < 100
  AND (SELECT count(*) FROM callback WHERE tenant = '${WCO_TENANT}' AND block <> '${WCO_BLOCK}' AND caller = '${WCO_CALLER}') < 3
ON CONFLICT (tenant, block, caller) DO UPDATE SET dialled = excluded.dialled

-- ODBC_WCO_CALLBACK_BEGIN writes wco_live.
-- The request ARG1 is carried out; no row is touched when that has begun already.
UPDATE callback SET begun = ${STRFTIME(,,%s%3q)} WHERE callback = '${ARG1}' AND begun = 0

-- ODBC_WCO_CALLBACK_OVER writes wco_live.
-- A try of the request ARG1 is over: ARG2 whether the caller was reached, ARG3 whether a member was there to talk. Requests
-- that are done go (trigger).
UPDATE callback SET tries = iif(${ARG2}, 3, tries + ${ARG3}), due = ${STRFTIME(,,%s%3q)} + 300000, begun = 0
WHERE callback = '${ARG1}'
