-- Settings of menu, internal_number.
SELECT prompt || ',' || retry_prompt || ',' || no_input_seconds || ',' || inter_digit_seconds || ',' || repeats || ',' || barge_in
FROM input WHERE tenant = b.tenant AND block = b.block

-- ODBC_WCO_DIGITS reads wco_plan.
-- What the digits so far mean in this block: whether an internal number goes on from here (more), which key's exit they
-- are, and which user or group's internal number they are. Internal numbers come before keys.
SELECT EXISTS (SELECT 1 FROM internal_number
               WHERE tenant = '${ARG1}' AND block = '${ARG2}'
                 AND digits > '${SQL_ESC(${ARG3})}' AND digits < '${SQL_ESC(${ARG3})}:') AS more,
       e.exit, i.group_block, i.user, iif(u.active, u.number, ''), u.ring_seconds,
       u.forward_always, u.forward_busy, u.forward_no_answer
FROM (SELECT 1)
LEFT JOIN internal_number AS i ON i.tenant = '${ARG1}' AND i.block = '${ARG2}' AND i.digits = '${SQL_ESC(${ARG3})}'
LEFT JOIN user AS u ON u.tenant = i.tenant AND u.user = i.user
LEFT JOIN exit AS e ON e.tenant = '${ARG1}' AND e.block = '${ARG2}'
                   AND e.exit = 'key_' || replace(replace('${SQL_ESC(${ARG3})}', '*', 'star'), '#', 'hash')
