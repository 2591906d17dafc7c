-- A waiting caller asks to be called back: ARG1 the request. Who has asked already keeps that place. No row is written when too
-- many have asked: a hundred in the group, or the caller in three others.
INSERT INTO callback (callback, tenant, block, caller, dialled, edge, edge_address, priority, joined, asked, due, tries, begun)
SELECT '${ARG1}', '${WCO_TENANT}', '${WCO_BLOCK}', '${WCO_CALLER}', '${WCO_DIALLED}', '${WCO_EDGE}',
       '${WCO_EDGE_ADDRESS}', ${QUEUE_PRIO}, ${WCO_JOINED}, ${STRFTIME(,,%s%3q)}, 0, 0, 0
WHERE (SELECT count(*) FROM callback WHERE tenant = '${WCO_TENANT}' AND block = '${WCO_BLOCK}' AND caller <> '${WCO_CALLER}') < 100
  AND (SELECT count(*) FROM callback WHERE tenant = '${WCO_TENANT}' AND block <> '${WCO_BLOCK}' AND caller = '${WCO_CALLER}') < 3
ON CONFLICT (tenant, block, caller) DO UPDATE SET dialled = excluded.dialled
