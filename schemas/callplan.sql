-- The call plan: every tenant as rows, compiled by wcoctl, walked by Asterisk and Kamailio on each node, and by
-- `wcoctl simulate` on the controller. One SQLite file per node: WAL mode, one writer (the module wco_callplan), read-only for
-- the engines. docs/call-walk.md says how the rows are walked.
--
-- Numbers are E.164 with "+". Times of day are minutes since midnight in the tenant's time zone. Durations are seconds
-- unless the name says otherwise. Identifiers match ^[a-z][a-z0-9_]{0,39}$. Booleans are 0 or 1.
--
-- Every table but manifest and those of the site has `tenant` first in its primary key: a tenant's change deletes and inserts
-- its rows and no others.
--
-- `wcoctl schema --write` makes schemas/callplan.sql of wcoctl/compile/tables.sql and the files tables.sql of the block types. The
-- version is a digest of the statements: call plans of another one are rebuilt.

PRAGMA user_version = 58932544;

-- What this node holds. `_site` stands for the rows that belong to no tenant: tables holiday, emergency and number_range, and
-- the switchboard of the test number, whose rows have `_site` as their tenant.
CREATE TABLE manifest (
    tenant  TEXT PRIMARY KEY,
    digest  TEXT NOT NULL              -- SHA-256 of the tenant's rows in canonical form
) STRICT, WITHOUT ROWID;

CREATE TABLE tenant (
    tenant                 TEXT PRIMARY KEY,
    name                   TEXT NOT NULL,
    language               TEXT NOT NULL,     -- pl or en
    timezone               TEXT NOT NULL,     -- IANA name
    slot                   INTEGER NOT NULL,  -- 0..4095, a stable hash of the tenant: chooses its media node
    channels               INTEGER NOT NULL,  -- contract: simultaneous calls; 0: the company is suspended
    redirect_minutes       INTEGER NOT NULL,  -- contract: minutes to landline phones in a month, 0 for no bundle
    redirect_refuse        INTEGER NOT NULL,  -- 1: used up, landline phones are not rung any more
    calls_per_minute       INTEGER NOT NULL,  -- calls to outside that a user may begin in a minute
    calls_per_day          INTEGER NOT NULL,  -- ... in 24 hours
    concurrent             INTEGER NOT NULL,  -- ... and may have at a time
    company_per_minute     INTEGER NOT NULL,  -- likewise of all calls to outside of the company, forwarding, redirects and callbacks too
    company_per_day        INTEGER NOT NULL,
    company_concurrent     INTEGER NOT NULL,
    premium                INTEGER NOT NULL,  -- 1: premium numbers (number_range) may be rung
    transfers              INTEGER NOT NULL,  -- 1: called users may transfer and park calls
    transfers_external     INTEGER NOT NULL,  -- 1: to numbers outside of the company too
    transfer_ring_seconds  INTEGER NOT NULL,
    park_seconds           INTEGER NOT NULL,  -- how long a parked call waits
    answer_after_seconds   INTEGER NOT NULL,  -- nobody stays unanswered longer
    voicemail_per_caller   INTEGER NOT NULL,  -- messages within an hour
    voicemail_minutes      INTEGER NOT NULL,  -- of messages within 24 hours
    speech_per_minute      INTEGER NOT NULL,  -- new texts of personalised announcements
    call_records_days      INTEGER NOT NULL   -- how long PostgreSQL keeps what calls leave behind
) STRICT, WITHOUT ROWID;

-- Main numbers. An additional number without an entry of its own has the primary's.
CREATE TABLE number (
    number      TEXT PRIMARY KEY,
    tenant      TEXT NOT NULL,
    entry       TEXT NOT NULL,         -- block
    is_primary  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX number_by_tenant ON number (tenant);
CREATE UNIQUE INDEX number_primary ON number (tenant) WHERE is_primary;

CREATE TABLE user (
    tenant              TEXT NOT NULL,
    user                TEXT NOT NULL,
    name                TEXT NOT NULL,
    number              TEXT NOT NULL,
    email               TEXT NOT NULL,     -- '' for none
    ring_seconds        INTEGER NOT NULL,
    active              INTEGER NOT NULL,
    landline            INTEGER NOT NULL,  -- 1: calls to it count as redirected minutes
    forward_always     TEXT NOT NULL,     -- number, '' for none
    forward_busy       TEXT NOT NULL,
    forward_no_answer  TEXT NOT NULL,
    rights              TEXT NOT NULL,     -- ' switch_self pick_up ': each with a space on both sides
    presents            TEXT NOT NULL,     -- main number that outgoing calls show, '' without the right
    presents_always     INTEGER NOT NULL,  -- 1: every call, 0: those with the prefix *666
    PRIMARY KEY (tenant, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX user_by_number ON user (number);

-- Users' own numbers that the operator's network routes here (direct incoming calls), and where such calls begin.
CREATE TABLE direct (
    number  TEXT PRIMARY KEY,
    tenant  TEXT NOT NULL,
    user    TEXT NOT NULL,
    entry   TEXT NOT NULL              -- block
) STRICT, WITHOUT ROWID;
CREATE INDEX direct_by_tenant ON direct (tenant);

-- Countries whose numbers may be rung, as number_range names them.
CREATE TABLE outgoing_country (
    tenant  TEXT NOT NULL,
    region  TEXT NOT NULL,
    PRIMARY KEY (tenant, region)
) STRICT, WITHOUT ROWID;

-- People outside the company whose names it knows.
CREATE TABLE contact (
    tenant  TEXT NOT NULL,
    number  TEXT NOT NULL,
    name    TEXT NOT NULL,
    PRIMARY KEY (tenant, number)
) STRICT, WITHOUT ROWID;

-- Blocklist: the rule with the lowest position that holds decides, before everything else. A caller on the list
-- `callers` ('' for none) is meant, and one without a number when `anonymous`.
CREATE TABLE blocklist (
    tenant     TEXT NOT NULL,
    position   INTEGER NOT NULL,       -- from 1
    callers    TEXT NOT NULL,
    anonymous  INTEGER NOT NULL,
    dialled    INTEGER NOT NULL,       -- 1: the dialled number has to be in blocklist_dialled
    target     TEXT NOT NULL,          -- block, '' to reject
    PRIMARY KEY (tenant, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE blocklist_dialled (
    tenant    TEXT NOT NULL,
    position  INTEGER NOT NULL,
    number    TEXT NOT NULL,
    PRIMARY KEY (tenant, position, number)
) STRICT, WITHOUT ROWID;

-- Occasional announcements: played before the entry block from first until before last (seconds since 1970), in the
-- order of their positions.
CREATE TABLE occasional (
    tenant        TEXT NOT NULL,
    announcement  TEXT NOT NULL,
    position      INTEGER NOT NULL,    -- from 1
    prompt        TEXT NOT NULL,       -- prompt id
    first         INTEGER NOT NULL,
    last          INTEGER NOT NULL,
    dialled       INTEGER NOT NULL,    -- 1: the dialled number has to be in occasional_dialled
    hangup        INTEGER NOT NULL,    -- 1: the call ends after it
    active        INTEGER NOT NULL,    -- unless a switch in the live state says otherwise
    PRIMARY KEY (tenant, announcement)
) STRICT, WITHOUT ROWID;

CREATE TABLE occasional_dialled (
    tenant        TEXT NOT NULL,
    announcement  TEXT NOT NULL,
    number        TEXT NOT NULL,
    PRIMARY KEY (tenant, announcement, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE block (
    tenant    TEXT NOT NULL,
    block     TEXT NOT NULL,
    type      TEXT NOT NULL,           -- as the spec names it: menu, internal_number, group, user, ...
    language  TEXT NOT NULL,
    PRIMARY KEY (tenant, block)
) STRICT, WITHOUT ROWID;

-- Where each exit leads. '' is an explicit hang-up. The keys of a menu are the exits key_0..key_9, key_star, key_hash;
-- the rules of a condition are the exits rule_1, rule_2, ...; the values of a webhook are the exits ok_<value>.
CREATE TABLE exit (
    tenant  TEXT NOT NULL,
    block   TEXT NOT NULL,
    exit    TEXT NOT NULL,
    target  TEXT NOT NULL,
    PRIMARY KEY (tenant, block, exit)
) STRICT, WITHOUT ROWID;

-- Internal numbers, once for each block that offers them, and once for '', where users transfer to. Exactly one of user and
-- group_block is not ''.
CREATE TABLE internal_number (
    tenant       TEXT NOT NULL,
    block        TEXT NOT NULL,
    digits       TEXT NOT NULL,
    user         TEXT NOT NULL,
    group_block  TEXT NOT NULL,
    PRIMARY KEY (tenant, block, digits)
) STRICT, WITHOUT ROWID;

-- A caller is on a list when their number starts with one of its entries, or equals one that is no prefix.
CREATE TABLE list_entry (
    tenant     TEXT NOT NULL,
    list       TEXT NOT NULL,
    value      TEXT NOT NULL,
    is_prefix  INTEGER NOT NULL,
    PRIMARY KEY (tenant, list, value, is_prefix)
) STRICT, WITHOUT ROWID;

-- Hours belong to the day on which they begin, and run on over midnight whatever the next day is. A day's hours are those of
-- the exception with the lowest position that covers it; else none on a public holiday when close_on_holidays; else the weekly
-- ones. A schedule is open at a minute that today's hours hold, or at which yesterday's hold the minute + 1440.
CREATE TABLE schedule (
    tenant             TEXT NOT NULL,
    schedule           TEXT NOT NULL,
    close_on_holidays  INTEGER NOT NULL,
    PRIMARY KEY (tenant, schedule)
) STRICT, WITHOUT ROWID;

-- Weekly opening hours: from_minute <= minute < to_minute.
CREATE TABLE schedule_hours (
    tenant       TEXT NOT NULL,
    schedule     TEXT NOT NULL,
    weekday      INTEGER NOT NULL,     -- ISO: 1 Monday .. 7 Sunday
    from_minute  INTEGER NOT NULL,
    to_minute    INTEGER NOT NULL,     -- beyond 1440 on the next day
    PRIMARY KEY (tenant, schedule, weekday, from_minute)
) STRICT, WITHOUT ROWID;

-- Exceptions: each covers first_day..last_day (YYYY-MM-DD).
CREATE TABLE schedule_date (
    tenant     TEXT NOT NULL,
    schedule   TEXT NOT NULL,
    position   INTEGER NOT NULL,       -- from 1
    first_day  TEXT NOT NULL,
    last_day   TEXT NOT NULL,
    PRIMARY KEY (tenant, schedule, position)
) STRICT, WITHOUT ROWID;

-- Opening hours of an exception, as above; none: closed all day.
CREATE TABLE schedule_date_hours (
    tenant       TEXT NOT NULL,
    schedule     TEXT NOT NULL,
    position     INTEGER NOT NULL,
    from_minute  INTEGER NOT NULL,
    to_minute    INTEGER NOT NULL,
    PRIMARY KEY (tenant, schedule, position, from_minute)
) STRICT, WITHOUT ROWID;

-- Audio that the tenant's blocks play. The file is <prompts directory>/<first two signs>/<prompt>.wav.
CREATE TABLE prompt (
    tenant  TEXT NOT NULL,
    prompt  TEXT NOT NULL,             -- prompt id: SHA-256 of the recipe, 32 hex digits
    PRIMARY KEY (tenant, prompt)
) STRICT, WITHOUT ROWID;

-- Public holidays (site rows, manifest entry _site).
CREATE TABLE holiday (
    day   TEXT PRIMARY KEY,            -- YYYY-MM-DD
    name  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Emergency numbers as they are dialled (site rows): calls to them show the real number.
CREATE TABLE emergency (
    number  TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- All numbers of the world (site rows): a range holds the numbers from `first` on, in the order of text, until the next one
-- begins. So the range of a number is the last one that begins at or before it. A number whose length is not among the
-- range's is unassigned.
CREATE TABLE number_range (
    first   TEXT PRIMARY KEY,          -- beginning of a number, with "+"
    region  TEXT NOT NULL,             -- ISO 3166, 001 for satellites and other networks without a country, '' unassigned
    kind    TEXT NOT NULL,             -- landline, other, premium, unassigned
    lengths TEXT NOT NULL              -- how many digits its numbers have, separated by commas, '' unassigned
) STRICT, WITHOUT ROWID;

-- User and redirect: one phone to ring. number is '' for an inactive user, user is '' for a redirect.
CREATE TABLE dial (
    tenant        TEXT NOT NULL,
    block         TEXT NOT NULL,
    user          TEXT NOT NULL,
    number        TEXT NOT NULL,
    ring_seconds  INTEGER NOT NULL,
    landline      INTEGER NOT NULL,  -- 1: its calls count as redirected minutes
    PRIMARY KEY (tenant, block)
) STRICT, WITHOUT ROWID;

-- Menu and internal number: a prompt, then digits. `longest` is the number of digits of the longest internal number
-- that may be dialled here, 0 if none may; `keys` is 1 for a menu.
CREATE TABLE input (
    tenant               TEXT NOT NULL,
    block                TEXT NOT NULL,
    prompt               TEXT NOT NULL,  -- prompt id
    retry_prompt         TEXT NOT NULL,  -- prompt id, '' for the system prompt "invalid"
    no_input_seconds     INTEGER NOT NULL,
    inter_digit_seconds  INTEGER NOT NULL,
    repeats              INTEGER NOT NULL,
    barge_in             INTEGER NOT NULL,
    keys                 INTEGER NOT NULL,
    longest              INTEGER NOT NULL,
    PRIMARY KEY (tenant, block)
) STRICT, WITHOUT ROWID;

-- Announcements.
CREATE TABLE announcement (
    tenant  TEXT NOT NULL,
    block   TEXT NOT NULL,
    prompt  TEXT NOT NULL,             -- prompt id
    PRIMARY KEY (tenant, block)
) STRICT, WITHOUT ROWID;

-- Conditions: the rule with the lowest position of which every criterion holds decides (exit rule_<position>), else the
-- exit otherwise. '' and -1 stand for "not asked".
CREATE TABLE rule (
    tenant         TEXT NOT NULL,
    block          TEXT NOT NULL,
    position       INTEGER NOT NULL,   -- from 1
    schedule       TEXT NOT NULL,
    schedule_open  INTEGER NOT NULL,   -- the state that fits: 1 open, 0 closed
    callers        TEXT NOT NULL,      -- list
    anonymous      INTEGER NOT NULL,   -- -1 not asked
    dialled        INTEGER NOT NULL,   -- 1: the dialled number has to be in rule_dialled
    variable       TEXT NOT NULL,      -- set by a webhook before
    equals         TEXT NOT NULL,
    PRIMARY KEY (tenant, block, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE rule_dialled (
    tenant    TEXT NOT NULL,
    block     TEXT NOT NULL,
    position  INTEGER NOT NULL,
    number    TEXT NOT NULL,
    PRIMARY KEY (tenant, block, position, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE feature_codes (
    tenant            TEXT NOT NULL,
    block             TEXT NOT NULL,
    no_input_seconds  INTEGER NOT NULL,
    repeats           INTEGER NOT NULL,
    PRIMARY KEY (tenant, block)
) STRICT, WITHOUT ROWID;

-- What each code does: an action as the spec names it, upon a group block, schedule, announcement or prompt id.
CREATE TABLE feature_code (
    tenant    TEXT NOT NULL,
    block     TEXT NOT NULL,
    code      TEXT NOT NULL,
    action    TEXT NOT NULL,
    subject   TEXT NOT NULL,           -- '' for none, or for all groups of the user
    hours     INTEGER NOT NULL,        -- of an override, 0 otherwise
    PRIMARY KEY (tenant, block, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE call_group (
    tenant                  TEXT NOT NULL,
    block                   TEXT NOT NULL,
    name                    TEXT NOT NULL,
    strategy                TEXT NOT NULL,     -- ring_all, linear, round_robin, longest_idle, fewest_calls, random
    active                  INTEGER NOT NULL,
    ring_seconds            INTEGER NOT NULL,
    wait_seconds            INTEGER NOT NULL,
    max_waiting             INTEGER NOT NULL,  -- 0 for no limit
    wrap_up_seconds         INTEGER NOT NULL,
    block_after_misses      INTEGER NOT NULL,  -- missed calls in a row after which a member is left out, 0 for never
    block_minutes           INTEGER NOT NULL,  -- for how long
    confirm                 INTEGER NOT NULL,  -- 1: a member presses 1 to take the call
    told                    TEXT NOT NULL,     -- prompt id: the member hears it and the caller's wait before talking, '' for not
    background              TEXT NOT NULL,     -- prompt id played again and again, '' for the standard music
    message                 TEXT NOT NULL,     -- prompt id played from time to time, '' for none
    message_every_seconds   INTEGER NOT NULL,
    say_position            INTEGER NOT NULL,
    say_estimate            INTEGER NOT NULL,
    announce_every_seconds  INTEGER NOT NULL,
    vip                     TEXT NOT NULL,     -- list of callers who go first, '' for none
    last_agent_days         INTEGER NOT NULL,  -- 0 for not
    return_minutes          INTEGER NOT NULL,  -- 0 for not
    callback_key            TEXT NOT NULL,     -- 0-9, * or #, '' for none
    PRIMARY KEY (tenant, block)
) STRICT, WITHOUT ROWID;

-- Members who can be rung: inactive users are left out by the compiler.
CREATE TABLE member (
    tenant    TEXT NOT NULL,
    block     TEXT NOT NULL,
    position  INTEGER NOT NULL,        -- from 1
    user      TEXT NOT NULL,
    PRIMARY KEY (tenant, block, position)
) STRICT, WITHOUT ROWID;

-- What Asterisk's realtime engine reads for app_queue. A queue is named <tenant>/<block>.
--
-- Members are Local channels, which ring for the group's `ring_seconds` and then give up. app_queue takes the next member
-- when one gives up, but the same one again after a timeout of its own: hence no timeout here. Who is next says the live
-- state as a penalty (view queue_members in live.sql), hence `random` among equals.
--
-- A queue is empty when no member is logged in: such members have no row there. The condition `paused` only switches
-- that check on, as no member is ever paused.
--
-- Prompts are under a link of Asterisk's own. No column is '', which would arrive as a space.
CREATE VIEW queues AS
SELECT g.tenant || '/' || g.block AS name,
       iif(g.strategy = 'ring_all', 'ringall', 'random') AS strategy,
       0 AS timeout,
       g.max_waiting AS maxlen,
       g.wrap_up_seconds AS wrapuptime,
       1 AS retry,
       'no' AS ringinuse,
       'yes' AS autofill,
       'yes' AS setinterfacevar,
       'paused' AS joinempty,
       'paused' AS leavewhenempty,
       iif(g.background = '', 'default', g.background) AS musicclass,
       '/var/lib/asterisk/prompts/' || substr(g.message, 1, 2) || '/' || g.message AS periodic_announce,
       iif(g.message = '', 0, g.message_every_seconds) AS periodic_announce_frequency,
       iif(g.say_position OR g.say_estimate, g.announce_every_seconds, 0) AS announce_frequency,
       iif(g.say_position OR g.say_estimate, min(g.announce_every_seconds, 15), 15) AS min_announce_frequency,
       iif(g.say_position, 'yes', 'no') AS announce_position,
       iif(g.say_estimate, 'yes', 'no') AS announce_holdtime,
       'wco_key_' || nullif(g.callback_key, '') AS context
FROM call_group AS g;
CREATE INDEX call_group_by_queue ON call_group (tenant || '/' || block);

-- Backgrounds of groups as classes of music, named by the prompt. Asterisk compares `position` with a text.
CREATE VIEW musiconhold AS
SELECT DISTINCT background AS name, 'playlist' AS mode FROM call_group WHERE background <> '';
CREATE INDEX call_group_by_background ON call_group (background);

CREATE VIEW musiconhold_entry AS
SELECT name, '1' AS position, '/var/lib/asterisk/prompts/' || substr(name, 1, 2) || '/' || name AS entry
FROM musiconhold;

-- Members as app_queue gets them: the service wco-live copies these rows into the live state of a media node.
--
-- An interface has at most 79 characters in app_queue, so it names tenant and user by their numbers. A member in memory is
-- updated by uniqueid and keeps its interface and name: whatever these come from is part of the uniqueid.
CREATE VIEW queue_member AS
SELECT m.tenant, m.block, m.position, m.user,
       m.tenant || '/' || m.block AS queue_name,
       printf('Local/%s-%s@wco_member/n', substr(n.number, 2), substr(u.number, 2)) AS interface,
       m.user || n.number || u.number AS uniqueid,
       g.strategy, g.wrap_up_seconds AS wrap_up
FROM member AS m
JOIN call_group AS g ON g.tenant = m.tenant AND g.block = m.block
JOIN user AS u ON u.tenant = m.tenant AND u.user = m.user
JOIN number AS n ON n.tenant = m.tenant AND n.is_primary;

-- Hang-up blocks.
CREATE TABLE hangup (
    tenant  TEXT NOT NULL,
    block   TEXT NOT NULL,
    cause   TEXT NOT NULL,             -- normal, busy, rejected
    PRIMARY KEY (tenant, block)
) STRICT, WITHOUT ROWID;

-- Personalised announcements: a text with variables in braces.
CREATE TABLE personal (
    tenant     TEXT NOT NULL,
    block      TEXT NOT NULL,
    text       TEXT NOT NULL,
    user_name  TEXT NOT NULL,          -- what {user_name} stands for
    otherwise  TEXT NOT NULL,          -- prompt id: when a variable has no value, or speech is out of order
    PRIMARY KEY (tenant, block)
) STRICT, WITHOUT ROWID;

CREATE TABLE survey (
    tenant            TEXT NOT NULL,
    block             TEXT NOT NULL,
    one_in            INTEGER NOT NULL,
    min_talk_seconds  INTEGER NOT NULL,
    not_again_days    INTEGER NOT NULL,  -- 0 for not asked
    no_input_seconds  INTEGER NOT NULL,
    repeats           INTEGER NOT NULL,
    thanks            TEXT NOT NULL,     -- prompt id, '' for none
    PRIMARY KEY (tenant, block)
) STRICT, WITHOUT ROWID;

CREATE TABLE survey_question (
    tenant    TEXT NOT NULL,
    block     TEXT NOT NULL,
    position  INTEGER NOT NULL,        -- from 1
    question  TEXT NOT NULL,
    prompt    TEXT NOT NULL,           -- prompt id
    digits    TEXT NOT NULL,           -- the digits that are an answer
    PRIMARY KEY (tenant, block, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE voicemail (
    tenant         TEXT NOT NULL,
    block          TEXT NOT NULL,
    owner          TEXT NOT NULL,     -- name of the user or group, for people
    recipients     TEXT NOT NULL,     -- e-mail addresses, separated by commas
    greeting       TEXT NOT NULL,     -- prompt id
    max_seconds    INTEGER NOT NULL,
    pause_seconds  INTEGER NOT NULL,  -- silence that ends a message
    PRIMARY KEY (tenant, block)
) STRICT, WITHOUT ROWID;

CREATE TABLE webhook (
    tenant      TEXT NOT NULL,
    block       TEXT NOT NULL,
    timeout_ms  INTEGER NOT NULL,
    "values"    TEXT NOT NULL,         -- separated by commas
    variables   TEXT NOT NULL,         -- separated by commas
    url         TEXT NOT NULL,         -- may hold commas: hence the last one
    PRIMARY KEY (tenant, block)
) STRICT, WITHOUT ROWID;
