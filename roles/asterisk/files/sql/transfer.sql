-- ODBC_WCO_TRANSFER reads wco_plan.
-- What the digits so far mean to the user ARG3 who transfers a call: whether a number may go on from here, the language, how
-- long the target rings, and the target: a group, a user with their phone and forwarding, or a number
-- outside of the company, whether it may be rung or not.
WITH dialled (digits, number) AS (
    SELECT '${SQL_ESC(${ARG2})}',
           CASE WHEN '${SQL_ESC(${ARG2})}' GLOB '00[1-9]*' AND length('${SQL_ESC(${ARG2})}') BETWEEN 10 AND 17
                THEN '+' || substr('${SQL_ESC(${ARG2})}', 3)
                WHEN '${SQL_ESC(${ARG2})}' GLOB '[1-9]*' AND length('${SQL_ESC(${ARG2})}') = 9
                THEN '+48' || '${SQL_ESC(${ARG2})}' ELSE '' END
),
outside (number) AS (
    SELECT d.number
    FROM dialled AS d
    JOIN tenant AS t ON t.tenant = '${ARG1}' AND t.transfers_external
    WHERE d.number <> '' AND d.number NOT GLOB '+*[^0-9]*'
)
SELECT t.transfers_external AND length(d.digits) < 17
       OR EXISTS (SELECT 1 FROM internal_number
                  WHERE tenant = t.tenant AND block = '' AND digits > d.digits AND digits < d.digits || ':'),
       t.language, t.transfer_ring_seconds, coalesce(i.group_block, ''), coalesce(u.user, ''), coalesce(u.number, o.number, ''),
       u.forward_always, u.forward_busy, u.forward_no_answer
FROM tenant AS t
JOIN dialled AS d
LEFT JOIN (SELECT user, group_block FROM internal_number
           WHERE tenant = '${ARG1}' AND block = '' AND digits = '${SQL_ESC(${ARG2})}') AS i
LEFT JOIN outside AS o ON i.user IS NULL
LEFT JOIN user AS u ON u.tenant = t.tenant AND u.active AND u.user <> '${ARG3}' AND (u.user = i.user OR u.number = o.number)
WHERE t.tenant = '${ARG1}'
LIMIT 1
