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
FROM service_code AS c
JOIN meaning AS m ON m.action = c.action
JOIN user AS u ON u.tenant = c.tenant
WHERE c.tenant = '${ARG1}' AND c.block = '${ARG2}' AND c.code = '${ARG3}' AND u.user = '${ARG4}'
