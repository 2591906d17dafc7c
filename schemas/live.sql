-- The live state of a media node: what feature codes, the portal and calls themselves change at once, and what has to survive
-- a restart of Asterisk. One SQLite file in WAL mode, read and written by Asterisk (DSN wco_live) and by the service
-- wco-live, which carries the switches to and from PostgreSQL.
--
-- Times are milliseconds since 1970, 0 for never. Every statement may run again on an existing file.

PRAGMA user_version = 4;

-- What holds instead of the spec's value, until `until` (0: for good). kind and name:
--   group         block           on, off
--   member        block/user      in, out        (block * for all groups of the user)
--   redirect      user            number, '' for none
--   schedule      schedule        open, closed
--   announcement  announcement    on, off
--   presentation  user            on, off        (permanent presentation of the main number)
--   lock          user            on, off        (spending guard, operator)
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

-- Calls to outside of the company that began within 24 hours: the spending guard counts them. The user is whose doing a call
-- is, '' for nobody's (redirects, callbacks).
CREATE TABLE IF NOT EXISTS outgoing_call (
    tenant  TEXT NOT NULL,
    user    TEXT NOT NULL,
    at      INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS outgoing_call_by_user ON outgoing_call (tenant, user, at);
CREATE INDEX IF NOT EXISTS outgoing_call_by_tenant ON outgoing_call (tenant, at);
DROP TRIGGER IF EXISTS outgoing_call_forgotten;
CREATE TRIGGER outgoing_call_forgotten AFTER INSERT ON outgoing_call
BEGIN
    DELETE FROM outgoing_call WHERE tenant = NEW.tenant AND at < NEW.at - 86400000;
END;

-- When an alarm last told that a company's limit of calls to outside was reached.
CREATE TABLE IF NOT EXISTS limit_told (
    tenant   TEXT NOT NULL,
    reached  TEXT NOT NULL,            -- company_rate, company_day, company_concurrent
    at       INTEGER NOT NULL,
    PRIMARY KEY (tenant, reached)
) STRICT, WITHOUT ROWID;

-- Minute bundle: seconds of calls to landline phones that have ended, by the month in which they began (YYYY-MM, in the
-- tenant's time zone), and the warning that was given last: 80 or 100 per cent.
CREATE TABLE IF NOT EXISTS package_use (
    tenant   TEXT NOT NULL,
    month    TEXT NOT NULL,
    seconds  INTEGER NOT NULL DEFAULT 0,
    warned   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, month)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER IF NOT EXISTS package_use_purge AFTER INSERT ON package_use BEGIN
    DELETE FROM package_use WHERE tenant = new.tenant AND month < strftime('%Y-%m', new.month || '-01', '-24 months');
END;

-- Such calls that go on. Their time counts too; when one ends it moves to package_use.
CREATE TABLE IF NOT EXISTS metered_leg (
    leg       TEXT PRIMARY KEY,        -- UUID
    tenant    TEXT NOT NULL,
    month     TEXT NOT NULL,
    answered  INTEGER NOT NULL,
    ended     INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS metered_leg_by_month ON metered_leg (tenant, month);
CREATE TRIGGER IF NOT EXISTS metered_leg_ended AFTER UPDATE OF ended ON metered_leg WHEN NEW.ended > 0
BEGIN
    INSERT INTO package_use (tenant, month, seconds)
    VALUES (NEW.tenant, NEW.month, max(0, NEW.ended - NEW.answered + 999) / 1000)
    ON CONFLICT (tenant, month) DO UPDATE SET seconds = seconds + excluded.seconds;
    DELETE FROM metered_leg WHERE leg = NEW.leg;
END;

-- Surveys: when a caller was last asked, and how many conversations have come to a survey that asks about one in some.
CREATE TABLE IF NOT EXISTS survey_caller (
    tenant  TEXT NOT NULL,
    block   TEXT NOT NULL,
    caller  TEXT NOT NULL,
    asked   INTEGER NOT NULL,
    PRIMARY KEY (tenant, block, caller)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS survey_caller_by_age ON survey_caller (asked);
CREATE TRIGGER IF NOT EXISTS survey_caller_purge AFTER INSERT ON survey_caller BEGIN
    DELETE FROM survey_caller WHERE asked < new.asked - 366 * 86400000;
END;

CREATE TABLE IF NOT EXISTS survey_count (
    tenant         TEXT NOT NULL,
    block          TEXT NOT NULL,
    conversations  INTEGER NOT NULL,
    PRIMARY KEY (tenant, block)
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
-- Alarms that are raised once a day: when the last one was.
CREATE TABLE IF NOT EXISTS alarmed (
    tenant   TEXT NOT NULL,
    kind     TEXT NOT NULL,
    subject  TEXT NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (tenant, kind, subject)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS alarmed_purge AFTER INSERT ON alarmed BEGIN
    DELETE FROM alarmed WHERE at < new.at - 2 * 86400000;
END;

-- To whom callers of a group talked last.
CREATE TABLE IF NOT EXISTS last_agent (
    tenant  TEXT NOT NULL,
    block   TEXT NOT NULL,
    caller  TEXT NOT NULL,
    user    TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (tenant, block, caller)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS last_agent_by_age ON last_agent (at);
CREATE TRIGGER IF NOT EXISTS last_agent_purge AFTER INSERT ON last_agent BEGIN
    DELETE FROM last_agent WHERE at < new.at - 366 * 86400000;
END;

-- Callers who wait in a group that gives places back or calls back, and those whose calls ended while they waited. Who gets
-- a place back has `joined` from the earlier call.
CREATE TABLE IF NOT EXISTS waiting (
    call      TEXT PRIMARY KEY,        -- UUID
    tenant    TEXT NOT NULL,
    block     TEXT NOT NULL,
    caller    TEXT NOT NULL,           -- '' anonymous
    priority  INTEGER NOT NULL,
    joined    INTEGER NOT NULL,        -- the place: callers of equal priority are served in this order
    until     INTEGER NOT NULL,        -- nobody waits longer: what is older was left by a crash
    dropped   INTEGER NOT NULL         -- when the call ended, 0 while it waits
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS waiting_by_group ON waiting (tenant, block);
CREATE INDEX IF NOT EXISTS waiting_by_age ON waiting (until);
CREATE TRIGGER IF NOT EXISTS waiting_purge AFTER INSERT ON waiting BEGIN
    DELETE FROM waiting WHERE until < new.joined - 86400000;
    DELETE FROM waiting WHERE tenant = new.tenant AND block = new.block AND caller = new.caller AND dropped > 0;
END;

-- Requests to be called back. Who has asked keeps the place; three tries with a pause between, then the request goes, as it
-- does after a day.
CREATE TABLE IF NOT EXISTS callback (
    callback      TEXT PRIMARY KEY,    -- UUID
    tenant        TEXT NOT NULL,
    block         TEXT NOT NULL,
    caller        TEXT NOT NULL,
    dialled       TEXT NOT NULL,       -- main number, which the callback shows
    edge          TEXT NOT NULL,       -- the way that the call came
    edge_address  TEXT NOT NULL,
    priority      INTEGER NOT NULL,
    joined        INTEGER NOT NULL,    -- the place
    asked         INTEGER NOT NULL,
    due           INTEGER NOT NULL,    -- not before
    tries         INTEGER NOT NULL,    -- at which a member answered and the caller did not
    begun         INTEGER NOT NULL     -- 0 unless it waits in the queue, or is talked to; Asterisk's start sets it to 0
) STRICT, WITHOUT ROWID;
-- Who asks twice is called back once.
DELETE FROM callback WHERE callback NOT IN (SELECT min(callback) FROM callback GROUP BY tenant, block, caller);
CREATE UNIQUE INDEX IF NOT EXISTS callback_by_caller ON callback (tenant, block, caller);
CREATE TRIGGER IF NOT EXISTS callback_done AFTER UPDATE OF tries ON callback WHEN new.tries >= 3 OR new.due > new.asked + 86400000
BEGIN
    DELETE FROM callback WHERE callback = new.callback;
END;

-- Members as they are: `out` who has logged out, by the later of the switches for this group and for all groups.
DROP VIEW IF EXISTS queue_members;
DROP VIEW IF EXISTS group_member;
CREATE VIEW group_member AS
SELECT q.*, coalesce(s.rung, 0) AS rung, coalesce(s.ended, 0) AS ended, coalesce(s.answered, 0) AS answered,
       coalesce(s.misses, 0) AS misses,
       coalesce(s.blocked_until, 0) > n.now AS blocked,
       coalesce(s.ended, 0) + q.wrap_up * 1000 > n.now AS wraps_up,
       coalesce((SELECT w.value FROM switch AS w
                 WHERE w.tenant = q.tenant AND w.kind = 'member' AND w.name IN (q.block || '/' || q.user, '*/' || q.user)
                   AND (w.until = 0 OR w.until > n.now)
                 ORDER BY w.changed DESC LIMIT 1), 'in') = 'out' AS out
FROM (SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) AS now) AS n
JOIN queue_member AS q
LEFT JOIN member_state AS s ON s.tenant = q.tenant AND s.block = q.block AND s.user = q.user;

-- What Asterisk's realtime engine reads of a queue's members: at each caller's arrival, after each try, and every second
-- while somebody waits and nobody is free. Who is rung first has the lowest penalty. Members who have logged out, or are
-- left out since they do not answer, have no row; when all are left out, none is.
--
-- app_queue leaves a member in peace for `wrapuptime` seconds after the last call that it remembers. After its restart
-- that is the year 1970: then the wrap-up is told by its end.
CREATE VIEW queue_members AS
SELECT queue_name, interface, uniqueid, user AS membername, penalty,
       iif(wraps_up, ended / 1000 + wrap_up, wrap_up) AS wrapuptime
FROM (SELECT *, min(blocked) OVER (PARTITION BY queue_name) AS all_blocked,
             dense_rank() OVER (PARTITION BY queue_name ORDER BY
                 CASE strategy WHEN 'linear' THEN position WHEN 'longest_idle' THEN ended WHEN 'fewest_calls' THEN answered
                               WHEN 'round_robin' THEN rung ELSE 0 END,
                 iif(strategy = 'round_robin', position, 0)) AS penalty
      FROM group_member WHERE NOT out)
WHERE NOT blocked OR all_blocked;
