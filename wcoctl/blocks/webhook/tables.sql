CREATE TABLE webhook (
    tenant      TEXT NOT NULL,
    block       TEXT NOT NULL,
    timeout_ms  INTEGER NOT NULL,
    "values"    TEXT NOT NULL,         -- separated by commas
    variables   TEXT NOT NULL,         -- separated by commas
    url         TEXT NOT NULL,         -- may hold commas: hence the last one
    PRIMARY KEY (tenant, block)
) STRICT, WITHOUT ROWID;
