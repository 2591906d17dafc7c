-- The switch of permanent presentation of a user.
SELECT value FROM switch
WHERE tenant = '${ARG1}' AND kind = 'presentation' AND name = '${ARG2}'
  AND (until = 0 OR until > unixepoch('subsec') * 1000)
