-- What a tenant says about parked calls: the language, and how long they wait.
SELECT language, park FROM tenant WHERE tenant = '${ARG1}'
