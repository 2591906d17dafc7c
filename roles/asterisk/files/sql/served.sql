-- The user whom a phone service may serve: who has this number.
SELECT user FROM user WHERE tenant = '${ARG1}' AND number = '${ARG2}' AND active ORDER BY user LIMIT 1
