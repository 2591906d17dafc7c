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
