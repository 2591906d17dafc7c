-- Whether a phone is a landline one: by the tenant's own rows, any other by its beginning.
SELECT coalesce((SELECT landline FROM user WHERE number = '${ARG2}' AND tenant = '${ARG1}'),
                (SELECT landline FROM dial WHERE tenant = '${ARG1}' AND number = '${ARG2}' LIMIT 1),
                EXISTS (SELECT 1 FROM landline WHERE prefix = substr('${ARG2}', 1, length(prefix))))
