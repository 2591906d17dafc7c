-- An alarm is to tell that the limit ARG2 is reached; no row is written when one has told within the last ARG3 milliseconds.
INSERT INTO limit_told (tenant, reached, at) VALUES ('${ARG1}', '${ARG2}', ${STRFTIME(,,%s%3q)})
ON CONFLICT (tenant, reached) DO UPDATE SET at = excluded.at WHERE at < excluded.at - ${ARG3}
