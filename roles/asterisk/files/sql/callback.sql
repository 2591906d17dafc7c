-- A waiting caller asks to be called back: ARG1 the request.
INSERT INTO callback (callback, tenant, block, caller, dialled, edge, edge_address, priority, joined, asked, due, tries, begun)
VALUES ('${ARG1}', '${WCO_TENANT}', '${WCO_BLOCK}', '${WCO_CALLER}', '${WCO_DIALLED}', '${WCO_EDGE}',
        '${WCO_EDGE_ADDRESS}', ${QUEUE_PRIO}, ${WCO_JOINED}, ${STRFTIME(,,%s%3q)}, 0, 0, 0)
