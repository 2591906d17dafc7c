-- Voice messages on a media node until the relay has taken them: one SQLite file in WAL mode, the audio of each message
-- beside it as <message>.wav. Asterisk inserts a row before it records and fills in `ended` afterwards; the service
-- wco-voicemail (role voicemail) sends the message and deletes row and audio. Whom it goes to is in the call plan.
--
-- Times are milliseconds since 1970. Every statement may run again on an existing file.

PRAGMA user_version = 1;

CREATE TABLE IF NOT EXISTS voicemail (
    message  TEXT PRIMARY KEY,         -- UUID
    call     TEXT NOT NULL,            -- UUID of the call record
    tenant   TEXT NOT NULL,
    block    TEXT NOT NULL,
    caller   TEXT NOT NULL,            -- '' anonymous
    dialled  TEXT NOT NULL,
    began    INTEGER NOT NULL,
    ended    INTEGER NOT NULL,         -- 0 while it is being recorded
    refused  TEXT NOT NULL             -- why it was set aside, '' else; emptied again, it is sent once more
) STRICT;

-- What the relay said for good of a recipient of a message that has other recipients yet.
CREATE TABLE IF NOT EXISTS reply (
    message  TEXT NOT NULL,
    address  TEXT NOT NULL,
    refused  TEXT NOT NULL,            -- '' accepted
    PRIMARY KEY (message, address)
) STRICT;
