-- A try of the request ARG1 is over: ARG2 whether the caller was reached, ARG3 whether a member was there to talk. Requests
-- that are done go (trigger).
UPDATE callback SET tries = iif(${ARG2}, 3, tries + ${ARG3}), due = ${STRFTIME(,,%s%3q)} + 300000, begun = 0
WHERE callback = '${ARG1}'
