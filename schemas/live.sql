-- The live state of a media node: what phone codes, the portal and calls themselves change at once, and what has to survive
-- a restart of Asterisk. One SQLite file in WAL mode, read and written by Asterisk (DSN wco_live) and by the service
-- wco-live, which carries the switches to and from PostgreSQL.
--
-- Times are milliseconds since 1970, 0 for never. Every statement may run again on an existing file.

PRAGMA user_version = 1;

-- What holds instead of the spec's value, until `until` (0: for good). kind and name:
--   group         block           on, off
--   member        block/user      in, out        (block * for all groups of the user)
--   redirect      user            number, '' for none
--   schedule      schedule        open, closed
--   announcement  announcement    on, off
--   presentation  user            on, off        (permanent presentation of the main number)
--   lock          user            on             (spending guard)
CREATE TABLE IF NOT EXISTS switch (
    tenant   TEXT NOT NULL,
    kind     TEXT NOT NULL,
    name     TEXT NOT NULL,
    value    TEXT NOT NULL,
    until    INTEGER NOT NULL,
    changed  INTEGER NOT NULL,
    author   TEXT NOT NULL,            -- user id, or login of the portal
    sent     INTEGER NOT NULL,         -- 1: PostgreSQL has it
    PRIMARY KEY (tenant, kind, name)
) STRICT, WITHOUT ROWID;

-- What a member of a group did last: the strategies choose by it.
CREATE TABLE IF NOT EXISTS member_state (
    tenant         TEXT NOT NULL,
    block          TEXT NOT NULL,
    user           TEXT NOT NULL,
    rung           INTEGER NOT NULL,   -- when the phone last began to ring for this group
    ended          INTEGER NOT NULL,   -- when the last conversation of this group ended
    answered       INTEGER NOT NULL,   -- conversations of this group
    misses         INTEGER NOT NULL,   -- calls not answered since the last one that was
    blocked_until  INTEGER NOT NULL,
    PRIMARY KEY (tenant, block, user)
) STRICT, WITHOUT ROWID;

-- Members of groups: the rows of the call plan's view queue_member, which the service wco-live copies here whenever the
-- plan changes, so that app_queue's view can join them with the live state.
CREATE TABLE IF NOT EXISTS queue_member (
    tenant      TEXT NOT NULL,
    block       TEXT NOT NULL,
    position    INTEGER NOT NULL,
    user        TEXT NOT NULL,
    queue_name  TEXT NOT NULL,
    interface   TEXT NOT NULL,
    uniqueid    TEXT NOT NULL,
    strategy    TEXT NOT NULL,
    wrap_up     INTEGER NOT NULL,
    PRIMARY KEY (tenant, block, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS queue_member_by_queue ON queue_member (queue_name);

-- Whose members were copied, and of which plan.
CREATE TABLE IF NOT EXISTS mirrored (
    tenant  TEXT PRIMARY KEY,
    digest  TEXT NOT NULL              -- as in the call plan's manifest
) STRICT, WITHOUT ROWID;

-- Recordings of prompts by phone that were kept: the service wco-live moves new/<call>.wav to <tenant>/<prompt>.wav, where
-- it plays instead of the prompt, and deletes the row.
CREATE TABLE IF NOT EXISTS kept_recording (
    call    TEXT PRIMARY KEY,          -- UUID
    tenant  TEXT NOT NULL,
    prompt  TEXT NOT NULL,             -- prompt id
    author  TEXT NOT NULL              -- user
) STRICT, WITHOUT ROWID;
