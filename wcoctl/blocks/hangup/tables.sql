-- Hang-up blocks.
CREATE TABLE hangup (
    tenant  TEXT NOT NULL,
    block   TEXT NOT NULL,
    cause   TEXT NOT NULL,             -- normal, busy, rejected
    PRIMARY KEY (tenant, block)
) STRICT, WITHOUT ROWID;
