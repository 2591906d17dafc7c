-- A landline phone has answered: its minutes count from now.
INSERT INTO metered_leg (leg, tenant, month, answered)
VALUES ('${WCO_METER}', '${WCO_TENANT}', '${WCO_MONTH}', ${STRFTIME(,,%s%3q)})
