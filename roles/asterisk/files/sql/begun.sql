-- A user has begun an outgoing call.
INSERT INTO outgoing_call (tenant, user, at) VALUES ('${ARG1}', '${ARG2}', ${STRFTIME(,,%s%3q)})
