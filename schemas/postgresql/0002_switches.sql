-- Switches of all media nodes in PostgreSQL (database wco): what feature codes and the portal have set. The service wco-live of
-- each node inserts what was set on the node and takes what was set elsewhere; schemas/live.sql says what kinds there are.
--
-- The row that was changed last holds, wherever it comes from. A row is never deleted: a switch that has ended is one whose
-- `until` has passed. Each change is told to those who LISTEN to live_switch, as the row in JSON.
--
-- Owned by wco_owner; wco_live may read, insert and update. IF NOT EXISTS, as some databases are older than numbered migrations.

CREATE TABLE IF NOT EXISTS live_switch (
    tenant   text NOT NULL,
    kind     text NOT NULL
             CHECK (kind IN ('group', 'member', 'redirect', 'schedule', 'announcement', 'presentation', 'lock')),
    name     text NOT NULL,
    value    text NOT NULL,
    until    timestamptz,                         -- NULL: for good
    changed  timestamptz NOT NULL DEFAULT now(),
    author   text NOT NULL,                       -- user id, or login of the portal
    PRIMARY KEY (tenant, kind, name),
    CHECK (until < '9999-01-01' AND changed < '9999-01-01')
);

CREATE OR REPLACE FUNCTION tell_live_switch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('live_switch', row_to_json(NEW)::text);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER live_switch_told AFTER INSERT OR UPDATE ON live_switch
    FOR EACH ROW EXECUTE FUNCTION tell_live_switch();
