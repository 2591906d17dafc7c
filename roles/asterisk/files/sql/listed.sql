-- Whether a caller is on a list: ARG1 tenant, ARG2 list, ARG3 the caller ('' anonymous: on none).
WITH RECURSIVE beginning (value) AS (
    SELECT '${ARG3}' WHERE '${ARG3}' <> ''
    UNION ALL
    SELECT substr(value, 1, length(value) - 1) FROM beginning WHERE length(value) > 2
)
SELECT EXISTS (SELECT 1 FROM beginning AS b JOIN list_entry AS l ON l.value = b.value
               WHERE l.tenant = '${ARG1}' AND l.list = '${ARG2}' AND (l.is_prefix OR l.value = '${ARG3}'))
