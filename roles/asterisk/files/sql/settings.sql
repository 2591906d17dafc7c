-- Part of other queries: the settings of block b, in the order in which the context of its type takes them.
CASE
WHEN b.type IN ('user', 'redirect') THEN (
    SELECT user || ',' || number || ',' || ring FROM dial WHERE tenant = b.tenant AND block = b.block)
WHEN b.type IN ('menu', 'internal_number') THEN (
    SELECT iif(b.type = 'menu', 'wrong_key', 'wrong_number') || ',' || prompt || ',' || retry_prompt || ',' || no_input
           || ',' || inter_digit || ',' || repeats || ',' || barge_in
    FROM input WHERE tenant = b.tenant AND block = b.block)
WHEN b.type = 'group' THEN (
    SELECT wait || ',' || CASE WHEN NOT active THEN 'inactive' WHEN NOT EXISTS (
        SELECT 1 FROM member AS m WHERE m.tenant = b.tenant AND m.block = b.block) THEN 'no_members' ELSE '' END
    FROM call_group WHERE tenant = b.tenant AND block = b.block)
WHEN b.type = 'announcement' THEN (SELECT prompt FROM announcement WHERE tenant = b.tenant AND block = b.block)
WHEN b.type = 'hangup' THEN (SELECT cause FROM hangup WHERE tenant = b.tenant AND block = b.block)
END
