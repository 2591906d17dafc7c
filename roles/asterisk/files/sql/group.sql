-- How long a caller waits in a group, or by which exit they leave at once.
SELECT wait,
       CASE WHEN NOT active THEN 'inactive'
            WHEN NOT EXISTS (SELECT 1 FROM member AS m WHERE m.tenant = g.tenant AND m.block = g.block) THEN 'no_members'
            ELSE '' END
FROM call_group AS g
WHERE g.tenant = '${ARG1}' AND g.block = '${ARG2}'
