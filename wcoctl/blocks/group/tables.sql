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
