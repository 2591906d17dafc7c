-- A call to outside begins, unless a limit is reached: then no row is written. The arguments of parts/reached.sql.
INSERT INTO outgoing_call (tenant, user, at) SELECT '${ARG1}', '${ARG2}', ${STRFTIME(,,%s%3q)} WHERE @reached@ = ''
