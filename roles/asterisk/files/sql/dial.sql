-- Settings of user, redirect.
SELECT d.user || ',' || d.number || ',' || d.ring_seconds || ',' || coalesce(u.forward_always, '') || ','
       || coalesce(u.forward_busy, '') || ',' || coalesce(u.forward_no_answer, '')
FROM dial AS d
LEFT JOIN user AS u ON u.tenant = d.tenant AND u.user = d.user
WHERE d.tenant = b.tenant AND d.block = b.block

-- ODBC_WCO_REDIRECT reads wco_live.
-- Where a user has all calls go by an override; - for nowhere, no row when the spec says it.
SELECT iif(value = '', '-', value)
FROM switch
WHERE tenant = '${ARG1}' AND kind = 'redirect' AND name = '${ARG2}' AND (until = 0 OR until > unixepoch('subsec') * 1000)

-- ODBC_WCO_METER writes wco_live.
-- A landline phone has answered: its minutes count from now.
INSERT INTO metered_leg (leg, tenant, month, answered)
VALUES ('${WCO_METER}', '${WCO_TENANT}', '${WCO_MONTH}', ${STRFTIME(,,%s%3q)})
