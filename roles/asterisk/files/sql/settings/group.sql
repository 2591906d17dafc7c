SELECT wait || ',' || CASE WHEN NOT active THEN 'inactive' WHEN NOT EXISTS (
    SELECT 1 FROM member AS m WHERE m.tenant = b.tenant AND m.block = b.block) THEN 'no_members' ELSE '' END
FROM call_group WHERE tenant = b.tenant AND block = b.block
