-- Pauses.
CREATE TABLE toy (
    tenant  TEXT NOT NULL,
    block   TEXT NOT NULL,
    seconds INTEGER NOT NULL,
    PRIMARY KEY (tenant, block)
) STRICT, WITHOUT ROWID;
