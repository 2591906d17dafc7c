-- Call records on a media node until the shipper (role call_records) has delivered them to PostgreSQL: one SQLite file in
-- WAL mode. Asterisk inserts each row once, complete; the shipper reads and deletes. schemas/calls.sql is where they go.
--
-- Times are milliseconds since 1970, 0 for never. Every statement may run again on an existing file.

PRAGMA user_version = 1;

CREATE TABLE IF NOT EXISTS call (
    call         TEXT PRIMARY KEY,     -- UUID
    tenant       TEXT NOT NULL,
    dialled      TEXT NOT NULL,
    caller       TEXT NOT NULL,        -- '' anonymous
    started      INTEGER NOT NULL,
    answered     INTEGER NOT NULL,     -- when the caller first talked to a person
    ended        INTEGER NOT NULL,
    path         TEXT NOT NULL,        -- <ms since started>:<block>:<exit>, separated by one space
    outcome      TEXT NOT NULL,        -- answered, unanswered, refused
    answered_by  TEXT NOT NULL,        -- the last person: user, or the number of a redirect; '' none
    cause        INTEGER NOT NULL,     -- Q.850
    node         TEXT NOT NULL
) STRICT;

-- One row for each phone that was rung.
CREATE TABLE IF NOT EXISTS leg (
    leg       TEXT PRIMARY KEY,        -- UUID
    call      TEXT NOT NULL,
    user      TEXT NOT NULL,           -- '' for a redirect
    number    TEXT NOT NULL,
    started   INTEGER NOT NULL,
    answered  INTEGER NOT NULL,
    ended     INTEGER NOT NULL,
    result    TEXT NOT NULL            -- answered, busy, no_answer, cancelled, failed
) STRICT;
