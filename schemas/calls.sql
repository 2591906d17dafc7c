-- The call records of a site in PostgreSQL (database wco): what the call detail view, reports and billing read. Rows come
-- from each media node's spool (call_spool.sql) by the service wco-call-records: at least once on the way, exactly once
-- here, since a row is named by a UUID that the node chose and a second arrival is ignored.
--
-- Owned by wco_owner; wco_calls may insert and nothing else. The whole file may be run again at any time. The role
-- postgresql runs it when the version that it records at its end is newer than the database's.

CREATE TABLE IF NOT EXISTS schema_version (
    part     text PRIMARY KEY,                    -- the file: calls
    version  integer NOT NULL,
    applied  timestamptz NOT NULL DEFAULT now()
);

-- One row for each call to a main number, written when it ended.
CREATE TABLE IF NOT EXISTS call (
    call         uuid PRIMARY KEY,
    tenant       text NOT NULL,
    dialled      text NOT NULL,                   -- main number, E.164 with "+"
    caller       text NOT NULL,                   -- E.164 with "+", '' when withheld
    started      timestamptz NOT NULL,
    answered     timestamptz,                     -- when a person answered; NULL: the caller talked to nobody
    ended        timestamptz NOT NULL,
    path         jsonb NOT NULL,                  -- [{"ms": since the start, "block": "...", "exit": "..."}, ...]
    outcome      text NOT NULL CHECK (outcome IN ('answered', 'unanswered', 'refused')),
    answered_by  text NOT NULL,                   -- user, number of a redirect, '' for nobody
    cause        smallint NOT NULL,               -- Q.850
    node         text NOT NULL,                   -- the media node that had the call
    received     timestamptz NOT NULL DEFAULT now(),
    CHECK (ended >= started)
);
CREATE INDEX IF NOT EXISTS call_by_tenant ON call (tenant, started);

-- One row for each phone that a call rang. It may arrive before its call, hence no foreign key.
CREATE TABLE IF NOT EXISTS leg (
    leg       uuid PRIMARY KEY,
    call      uuid NOT NULL,
    user_id   text NOT NULL,                      -- '' for a redirect
    number    text NOT NULL,
    started   timestamptz NOT NULL,
    answered  timestamptz,                        -- NULL: never
    ended     timestamptz,                        -- NULL: never began to ring
    result    text NOT NULL CHECK (result IN ('answered', 'busy', 'no_answer', 'cancelled', 'failed')),
    received  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS leg_by_call ON leg (call);

INSERT INTO schema_version (part, version) VALUES ('calls', 1)
    ON CONFLICT (part) DO UPDATE SET version = excluded.version, applied = now();
