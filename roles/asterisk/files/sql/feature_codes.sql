-- Settings of feature_codes.
SELECT no_input_seconds || ',' || repeats FROM feature_codes WHERE tenant = b.tenant AND block = b.block

-- ODBC_WCO_SERVED reads wco_plan.
-- The user whose feature codes may be obeyed: who has this number.
SELECT user FROM user WHERE tenant = '${ARG1}' AND number = '${ARG2}' AND active ORDER BY user LIMIT 1

-- ODBC_WCO_FEATURE_CODE reads wco_plan.
-- What a code means, and whether this user (ARG4) may use it. A code that sets a switch comes with its kind, name and value,
-- and the hours for which it holds, -1 for good.
WITH meaning (action, needed, kind, value) AS (VALUES
    ('group_on', 'switch_groups', 'group', 'on'),
    ('group_off', 'switch_groups', 'group', 'off'),
    ('announcement_on', 'switch_groups', 'announcement', 'on'),
    ('announcement_off', 'switch_groups', 'announcement', 'off'),
    ('log_in', 'switch_self', 'member', 'in'),
    ('log_out', 'switch_self', 'member', 'out'),
    ('redirect_on', 'switch_self', 'redirect', ''),
    ('redirect_off', 'switch_self', 'redirect', ''),
    ('present_on', 'switch_self', 'presentation', 'on'),
    ('present_off', 'switch_self', 'presentation', 'off'),
    ('open', 'override_schedules', 'schedule', 'open'),
    ('close', 'override_schedules', 'schedule', 'closed'),
    ('as_planned', 'override_schedules', 'schedule', 'planned'),
    ('record', 'record_prompts', '', ''),
    ('pick_up', 'pick_up', '', ''),
    ('retrieve', 'pick_up', '', '')
)
SELECT c.action, c.subject,
       instr(u.rights, ' ' || m.needed || ' ') > 0 AND (m.kind <> 'presentation' OR u.presents <> ''),
       m.kind,
       CASE m.kind WHEN 'member' THEN iif(c.subject = '', '*', c.subject) || '/' || u.user
                   WHEN 'redirect' THEN u.user WHEN 'presentation' THEN u.user ELSE c.subject END,
       m.value, iif(m.kind = 'schedule', c.hours, -1)
FROM feature_code AS c
JOIN meaning AS m ON m.action = c.action
JOIN user AS u ON u.tenant = c.tenant
WHERE c.tenant = '${ARG1}' AND c.block = '${ARG2}' AND c.code = '${ARG3}' AND u.user = '${ARG4}'

-- ODBC_WCO_REDIRECT_NUMBER reads wco_plan.
-- A number that was dialled (ARG1: nine digits, or 00 and a country's code), unless it is a main number: those are no phones.
SELECT n.number
FROM (SELECT CASE WHEN '${ARG1}' GLOB '00[1-9]*' AND length('${ARG1}') BETWEEN 10 AND 17 THEN '+' || substr('${ARG1}', 3)
                  WHEN '${ARG1}' GLOB '[1-9]*' AND length('${ARG1}') = 9 THEN '+48${ARG1}' END AS number) AS n
WHERE NOT EXISTS (SELECT 1 FROM number AS m WHERE m.number = n.number)

-- ODBC_WCO_SWITCH writes wco_live.
-- A switch that the calling user sets. ARG1 its kind, ARG2 name, ARG3 value, ARG4 the hours for which it holds (-1: for
-- good), ARG5 the time. It is newer than what it replaces, whatever the clocks say.
INSERT INTO switch (tenant, kind, name, value, until, changed, author, sent)
VALUES ('${WCO_TENANT}', '${ARG1}', '${ARG2}', '${ARG3}', iif(${ARG4} < 0, 0, (${ARG5} + 3600 * ${ARG4}) * 1000),
        CAST(unixepoch('subsec') * 1000 AS INTEGER), '${WCO_SERVED}', 0)
ON CONFLICT (tenant, kind, name) DO UPDATE SET value = excluded.value, until = excluded.until,
    changed = max(excluded.changed, switch.changed + 1), author = excluded.author, sent = 0

-- ODBC_WCO_KEEP writes wco_live.
-- The recording that this call has made is to play instead of the prompt ARG1.
INSERT OR REPLACE INTO kept_recording (call, tenant, prompt, author)
VALUES ('${WCO_CALL}', '${WCO_TENANT}', '${ARG1}', '${WCO_SERVED}')
