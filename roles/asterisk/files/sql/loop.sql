-- ODBC_WCO_ROUNDS reads wco_spool.
-- In which round a call is that may have been forwarded back here: ARG1 the dialled number, ARG2 the caller, ARG3 the moment. The
-- round before is a call of the same caller to the same number, which then was ringing the same phone for three seconds at most.
WITH RECURSIVE round (depth, began, number) AS (
    SELECT 1, ${ARG3}, ''
    UNION
    SELECT r.depth + 1, c.started, l.number
    FROM round AS r
    JOIN call AS c ON c.tenant = '${WCO_TENANT}' AND c.dialled = '${ARG1}' AND c.caller = '${ARG2}' AND c.ended = 0
                  AND c.started < r.began
    JOIN leg AS l ON l.call = c.call AND r.number IN ('', l.number)
    WHERE r.depth < 4 AND l.started BETWEEN r.began - 3000 AND r.began
      AND (l.answered = 0 OR l.answered >= r.began) AND (l.ended = 0 OR l.ended >= r.began)
)
SELECT max(depth) FROM round
