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
