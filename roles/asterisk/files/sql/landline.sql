-- Whether a phone is a landline one: by the tenant's own rows, any other by its range.
SELECT coalesce((SELECT landline FROM user WHERE number = '${ARG2}' AND tenant = '${ARG1}'),
                (SELECT landline FROM dial WHERE tenant = '${ARG1}' AND number = '${ARG2}' LIMIT 1),
                (SELECT kind = 'landline' AND instr(',' || lengths || ',', ',' || (length('${ARG2}') - 1) || ',') > 0
                 FROM number_range WHERE first <= '${ARG2}' ORDER BY first DESC LIMIT 1))
