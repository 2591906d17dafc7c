-- What happened on a media node until the shipper (role call_records) has delivered it to PostgreSQL: one SQLite file in
-- WAL mode. Asterisk writes, the shipper reads and deletes. schemas/postgresql is where the rows go.
--
-- Rows of calls and legs are written when these begin, brought up to date, and completed: `ended` is 0 until then, and the
-- shipper leaves them alone. An open row says what would be left of the call if Asterisk died now.
--
-- Times are milliseconds since 1970, 0 for never. Every statement may run again on an existing file; columns that an older
-- file lacks are added by the role asterisk, with their defaults.

PRAGMA user_version = 2;

CREATE TABLE IF NOT EXISTS call (
    call         TEXT PRIMARY KEY,     -- UUID
    tenant       TEXT NOT NULL,
    direction    TEXT NOT NULL DEFAULT 'incoming',  -- incoming, outgoing, direct, internal
    dialled      TEXT NOT NULL,
    caller       TEXT NOT NULL,        -- '' anonymous
    presented    TEXT NOT NULL DEFAULT '',          -- number that the called side was shown; '' the caller's own
    started      INTEGER NOT NULL,
    answered     INTEGER NOT NULL,     -- when the caller first talked to a person
    ended        INTEGER NOT NULL,
    path         TEXT NOT NULL,        -- <ms since started>:<block>:<exit>, separated by one space
    outcome      TEXT NOT NULL,        -- answered, unanswered, refused
    answered_by  TEXT NOT NULL,        -- the last person: user, or the number of a redirect; '' none
    cause        INTEGER NOT NULL,     -- Q.850; 41: Asterisk died
    node         TEXT NOT NULL
) STRICT;

-- One row for each phone that was rung.
CREATE TABLE IF NOT EXISTS leg (
    leg       TEXT PRIMARY KEY,        -- UUID
    call      TEXT NOT NULL,
    block     TEXT NOT NULL DEFAULT '',
    user      TEXT NOT NULL,           -- '' for a redirect
    number    TEXT NOT NULL,
    started   INTEGER NOT NULL,
    answered  INTEGER NOT NULL,
    ended     INTEGER NOT NULL,
    result    TEXT NOT NULL            -- answered, busy, no_answer, cancelled, failed
) STRICT;

-- A phone that answers has the call answered. Asterisk tells the leg only: the phone's channel does not know the call's path.
DROP TRIGGER IF EXISTS leg_answered;
CREATE TRIGGER leg_answered AFTER UPDATE OF answered ON leg WHEN NEW.answered > 0 AND NEW.ended = 0
BEGIN
    UPDATE call SET answered = iif(answered = 0, NEW.answered, answered), outcome = 'answered',
                    answered_by = iif(NEW.user = '', NEW.number, NEW.user)
    WHERE call = NEW.call AND ended = 0;
END;

-- What somebody should look at: a minute bundle used up, a user locked for their calls, ...
CREATE TABLE IF NOT EXISTS alarm (
    alarm    TEXT PRIMARY KEY,         -- UUID
    tenant   TEXT NOT NULL,
    kind     TEXT NOT NULL,
    subject  TEXT NOT NULL,            -- what it is about: a user, a number, a month
    text     TEXT NOT NULL,
    at       INTEGER NOT NULL,
    node     TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS survey_answer (
    answer    TEXT PRIMARY KEY,        -- UUID
    call      TEXT NOT NULL,
    tenant    TEXT NOT NULL,
    block     TEXT NOT NULL,
    question  TEXT NOT NULL,
    digit     TEXT NOT NULL,
    at        INTEGER NOT NULL
) STRICT;
