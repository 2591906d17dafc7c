-- What the media nodes of a site tell PostgreSQL (database wco): what the call detail view, reports and billing read. Rows
-- come from each node's spool (call_spool.sql) by the service wco-call-records: at least once on the way, exactly once
-- here, since a row is named by a UUID that the node chose and a second arrival is ignored.
--
-- Owned by wco_owner; wco_calls may insert and nothing else. IF NOT EXISTS, as some databases are older than numbered migrations.

-- The migrations that this database has had: files of schemas/postgresql by their numbers. The role postgresql runs those that
-- are missing, in order, each in a transaction with its row here.
CREATE TABLE IF NOT EXISTS migration (
    number   integer PRIMARY KEY,
    name     text NOT NULL,
    applied  timestamptz NOT NULL DEFAULT now()
);
DROP TABLE IF EXISTS schema_version;

-- One row for each call, sent when it has ended.
CREATE TABLE IF NOT EXISTS call (
    call         uuid PRIMARY KEY,
    tenant       text NOT NULL,
    dialled      text NOT NULL,                   -- main number, E.164 with "+"; of outgoing calls the target
    caller       text NOT NULL,                   -- E.164 with "+", '' when withheld
    started      timestamptz NOT NULL,
    answered     timestamptz,                     -- when a person answered; NULL: the caller talked to nobody
    ended        timestamptz NOT NULL,
    path         jsonb NOT NULL,                  -- [{"ms": since the start, "block": "...", "exit": "..."}, ...]
    outcome      text NOT NULL CHECK (outcome IN ('answered', 'unanswered', 'refused')),
    answered_by  text NOT NULL,                   -- user, number of a redirect, '' for nobody
    cause        smallint NOT NULL,               -- Q.850; 41: the node's Asterisk died during the call
    node         text NOT NULL,                   -- the media node that had the call
    received     timestamptz NOT NULL DEFAULT now(),
    CHECK (ended >= started)
);
CREATE INDEX IF NOT EXISTS call_by_tenant ON call (tenant, started);
-- `presented` is the number that the called side was shown; '' the caller's own.
ALTER TABLE call ADD COLUMN IF NOT EXISTS direction text NOT NULL DEFAULT 'incoming'
    CHECK (direction IN ('incoming', 'outgoing', 'direct', 'internal'));
ALTER TABLE call ADD COLUMN IF NOT EXISTS presented text NOT NULL DEFAULT '';

-- One row for each phone that a call rang. It may arrive before its call, hence no foreign key.
CREATE TABLE IF NOT EXISTS leg (
    leg       uuid PRIMARY KEY,
    call      uuid NOT NULL,
    user_id   text NOT NULL,                      -- '' for a redirect
    number    text NOT NULL,
    started   timestamptz NOT NULL,
    answered  timestamptz,                        -- NULL: never
    ended     timestamptz,
    result    text NOT NULL CHECK (result IN ('answered', 'busy', 'no_answer', 'cancelled', 'failed')),
    received  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS leg_by_call ON leg (call);
-- The block that rang the phone.
ALTER TABLE leg ADD COLUMN IF NOT EXISTS block text NOT NULL DEFAULT '';

-- What somebody should look at: a minute bundle used up, a user locked for their calls, ...
CREATE TABLE IF NOT EXISTS alarm (
    alarm     uuid PRIMARY KEY,
    tenant    text NOT NULL,
    kind      text NOT NULL,
    subject   text NOT NULL,                      -- what it is about: a user, a number, a month
    text      text NOT NULL,
    at        timestamptz NOT NULL,
    node      text NOT NULL,
    received  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS alarm_by_tenant ON alarm (tenant, at);

-- One row for each question of a survey that a caller answered.
CREATE TABLE IF NOT EXISTS survey_answer (
    answer    uuid PRIMARY KEY,
    call      uuid NOT NULL,
    tenant    text NOT NULL,
    block     text NOT NULL,
    question  text NOT NULL,
    digit     text NOT NULL,
    at        timestamptz NOT NULL,
    received  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS survey_answer_by_tenant ON survey_answer (tenant, at);
