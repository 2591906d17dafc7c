-- A user who dials: whether they are locked, the switch of permanent presentation, and how many calls the last minute saw.
SELECT EXISTS (SELECT 1 FROM switch WHERE tenant = '${ARG1}' AND kind = 'lock' AND name = '${ARG2}' AND value = 'on'),
       (SELECT value FROM switch WHERE tenant = '${ARG1}' AND kind = 'presentation' AND name = '${ARG2}'
           AND (until = 0 OR until > unixepoch('subsec') * 1000)),
       (SELECT count(*) FROM outgoing_call
        WHERE tenant = '${ARG1}' AND user = '${ARG2}' AND at > unixepoch('subsec') * 1000 - 60000)
