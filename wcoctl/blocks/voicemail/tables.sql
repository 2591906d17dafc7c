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
