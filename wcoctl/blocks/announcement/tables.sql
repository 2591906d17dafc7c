-- Announcements.
CREATE TABLE announcement (
    tenant  TEXT NOT NULL,
    block   TEXT NOT NULL,
    prompt  TEXT NOT NULL,             -- prompt id
    PRIMARY KEY (tenant, block)
) STRICT, WITHOUT ROWID;
