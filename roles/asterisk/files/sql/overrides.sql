-- Schedules of a tenant that are held open or closed now: &<schedule>:<state>& for each. ARG2 the time.
SELECT group_concat('&' || name || ':' || value || '&', '')
FROM switch
WHERE tenant = '${ARG1}' AND kind = 'schedule' AND (until = 0 OR until > ${ARG2} * 1000)
