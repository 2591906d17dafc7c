-- The limit in which the calls to outside that have begun leave no room, '' for none. ARG1 tenant, ARG2 whose doing the next
-- call is ('' nobody's), ARG3 and ARG4 how many a user may begin in a minute and in a day, ARG5 and ARG6 how many the company.
CASE WHEN '${ARG2}' <> '' AND EXISTS (
         SELECT 1 FROM switch WHERE tenant = '${ARG1}' AND kind = 'lock' AND name = '${ARG2}' AND value = 'on') THEN 'locked'
     WHEN '${ARG2}' <> '' AND ${ARG3} <= (
         SELECT count(*) FROM outgoing_call
         WHERE tenant = '${ARG1}' AND user = '${ARG2}' AND at > ${STRFTIME(,,%s%3q)} - 60000) THEN 'rate'
     WHEN '${ARG2}' <> '' AND ${ARG4} <= (
         SELECT count(*) FROM outgoing_call
         WHERE tenant = '${ARG1}' AND user = '${ARG2}' AND at > ${STRFTIME(,,%s%3q)} - 86400000) THEN 'day'
     WHEN ${ARG5} <= (
         SELECT count(*) FROM outgoing_call
         WHERE tenant = '${ARG1}' AND at > ${STRFTIME(,,%s%3q)} - 60000) THEN 'company_rate'
     WHEN ${ARG6} <= (
         SELECT count(*) FROM outgoing_call
         WHERE tenant = '${ARG1}' AND at > ${STRFTIME(,,%s%3q)} - 86400000) THEN 'company_day'
     ELSE '' END
