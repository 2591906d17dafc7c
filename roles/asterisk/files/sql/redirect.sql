-- Where a user has all calls go by an override; - for nowhere, no row when the spec says it.
SELECT iif(value = '', '-', value)
FROM switch
WHERE tenant = '${ARG1}' AND kind = 'redirect' AND name = '${ARG2}' AND (until = 0 OR until > unixepoch('subsec') * 1000)
