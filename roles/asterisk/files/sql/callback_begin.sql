-- The request ARG1 is carried out; no row is touched when that has begun already.
UPDATE callback SET begun = ${STRFTIME(,,%s%3q)} WHERE callback = '${ARG1}' AND begun = 0
