-- Voice messages on a media node until the relay has taken them: one SQLite file in WAL mode, the audio of each message
-- beside it as <message>.wav. Asterisk inserts a row before it records and fills in `ended` afterwards; the service
-- wco-voicemail (role voicemail) sends the message and deletes row and audio. Whom it goes to is in the call plan.
--
-- Times are milliseconds since 1970. Every statement may run again on an existing file; columns that
-- an older file lacks are added by the role asterisk, with their defaults.

PRAGMA user_version = 2;

CREATE TABLE IF NOT EXISTS voicemail (
    message  TEXT PRIMARY KEY,         -- UUID
    call     TEXT NOT NULL,            -- UUID of the call record
    tenant   TEXT NOT NULL,
    block    TEXT NOT NULL,
    caller   TEXT NOT NULL,            -- '' anonymous
    dialled  TEXT NOT NULL,
    began    INTEGER NOT NULL,
    ended    INTEGER NOT NULL,         -- 0 while it is being recorded
    said     INTEGER NOT NULL DEFAULT 1,   -- 0: only silence, the service deletes it
    refused  TEXT NOT NULL             -- why it was set aside, '' else; emptied again, it is sent once more
) STRICT;

-- What the relay said for good of a recipient of a message that has other recipients yet.
CREATE TABLE IF NOT EXISTS reply (
    message  TEXT NOT NULL,
    address  TEXT NOT NULL,
    refused  TEXT NOT NULL,            -- '' accepted
    PRIMARY KEY (message, address)
) STRICT;

-- Messages of the last day, also those that are with the relay: the quotas of the contract count them.
CREATE TABLE IF NOT EXISTS taken (
    message  TEXT PRIMARY KEY,
    tenant   TEXT NOT NULL,
    caller   TEXT NOT NULL,            -- '' anonymous
    began    INTEGER NOT NULL,
    ended    INTEGER NOT NULL          -- 0 while it is being recorded
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS taken_by_tenant ON taken (tenant, began);
CREATE INDEX IF NOT EXISTS taken_by_age ON taken (began);
CREATE TRIGGER IF NOT EXISTS voicemail_begun AFTER INSERT ON voicemail BEGIN
    INSERT INTO taken VALUES (new.message, new.tenant, new.caller, new.began, 0);
    DELETE FROM taken WHERE began < new.began - 86400000;
END;
CREATE TRIGGER IF NOT EXISTS voicemail_over AFTER UPDATE OF ended ON voicemail BEGIN
    UPDATE taken SET ended = new.ended WHERE message = new.message;
END;

-- Whether the disk has room for messages: the service looks, Asterisk asks.
CREATE TABLE IF NOT EXISTS disk (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    "full"  INTEGER NOT NULL
) STRICT;
