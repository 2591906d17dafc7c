-- The companies' portal in PostgreSQL (database wco, schema portal): accounts, sessions, drafts, changes on their way to the
-- switchboard, and the audit log.
--
-- Row-level security is the second wall behind the portal's own checks: a transaction sees the rows of the company that it has
-- set (`SET LOCAL wco.tenant`), and none without one. Everything is owned by wco_owner, which no program logs in as; wco_portal is
-- the portal's login, wco_agent that of `wcoctl agent` on the controller; the role postgresql makes both.

CREATE SCHEMA portal;

-- The company of this transaction; NULL: none.
CREATE FUNCTION portal.tenant() RETURNS text STABLE LANGUAGE sql AS
    $$ SELECT nullif(current_setting('wco.tenant', true), '') $$;

-- What the agent last saw in the workspace: the truth is the tenant's file there.
CREATE TABLE portal.company (
    tenant    text PRIMARY KEY,
    name      text NOT NULL,
    document  jsonb NOT NULL,                     -- the file's data
    digest    text NOT NULL,                      -- SHA-256 of the file
    live      boolean NOT NULL,                   -- false: the hosts run an older one, as this one has mistakes
    problems  jsonb NOT NULL DEFAULT '[]',        -- mistakes in the file: [{"path": ..., "message": ..., "hint": ...}]
    changed   timestamptz NOT NULL DEFAULT now()
);

-- One row: when an agent was last there.
CREATE TABLE portal.agent (
    single   boolean PRIMARY KEY DEFAULT true CHECK (single),
    seen     timestamptz NOT NULL,
    version  text NOT NULL
);

-- A person who may log in. The operator's own staff belong to the company '@operator', which no tenant can be called.
CREATE TABLE portal.account (
    account           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant            text NOT NULL,
    login             text NOT NULL CHECK (login ~ '^[a-z0-9][a-z0-9._@-]{1,63}$'),
    name              text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    email             text,
    phone             text,                       -- for the one-time password by SMS, E.164
    language          text NOT NULL DEFAULT 'pl' CHECK (language IN ('pl', 'en')),
    password          text,                       -- argon2id; NULL: nobody can log in
    password_changed  timestamptz NOT NULL DEFAULT now(),
    password_once     boolean NOT NULL DEFAULT true,  -- it has to be changed before anything else
    password_ends     timestamptz,                -- of a one-time password, when it is no longer taken
    totp_key          bytea,                      -- encrypted with the portal's key
    totp_confirmed    boolean NOT NULL DEFAULT false,
    totp_step         bigint NOT NULL DEFAULT 0,  -- of the last code: none is taken twice
    recovery_codes    text[] NOT NULL DEFAULT '{}',   -- SHA-256 of those not used yet
    disabled          boolean NOT NULL DEFAULT false,
    created           timestamptz NOT NULL DEFAULT now(),
    activated         timestamptz,                -- first log-in
    version           integer NOT NULL DEFAULT 1, -- raised by each change of an administrator: who saves has to know the last one
    UNIQUE (tenant, login),
    UNIQUE (tenant, account)
);

-- What an account may do, and to whom.
CREATE TABLE portal.permission (
    tenant      text NOT NULL,
    account     uuid NOT NULL,
    permission  text NOT NULL CHECK (permission IN (
        'owner', 'configure', 'manage_users', 'reports', 'listen_recordings', 'download_recordings', 'delete_recordings',
        'delete_reports', 'fax', 'read_audit', 'lead_reception', 'receptionist', 'assistant', 'api', 'read_only',
        'operator', 'support')),
    scope       text NOT NULL DEFAULT 'everybody' CHECK (scope IN ('everybody', 'departments', 'users')),
    members     text[] NOT NULL DEFAULT '{}',     -- names of departments, or users' identifiers
    PRIMARY KEY (account, permission),
    FOREIGN KEY (tenant, account) REFERENCES portal.account (tenant, account) ON DELETE CASCADE,
    CHECK ((scope = 'everybody') = (members = '{}')),
    CHECK ((permission IN ('operator', 'support')) = (tenant = '@operator'))
);

-- What a company asks of its accounts; no row: nothing.
CREATE TABLE portal.policy (
    tenant           text PRIMARY KEY,
    password_months  integer NOT NULL DEFAULT 0 CHECK (password_months BETWEEN 0 AND 120),    -- 0: passwords never expire
    passwords_since  timestamptz NOT NULL DEFAULT '-infinity',    -- older ones have to be changed at the next log-in
    two_factor       text NOT NULL DEFAULT 'nobody' CHECK (two_factor IN ('nobody', 'owners', 'everybody')),
    version          integer NOT NULL DEFAULT 1
);

-- A browser that is logged in, or about to be.
CREATE TABLE portal.session (
    session    uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    token      bytea NOT NULL UNIQUE,             -- SHA-256 of the cookie
    tenant     text NOT NULL,
    account    uuid NOT NULL,
    company    text NOT NULL,                     -- whose pages it sees: its own, or that which the operator's staff look at
    stage      text NOT NULL CHECK (stage IN ('code', 'password', 'enrol', 'open')),
    address    inet NOT NULL,
    browser    text NOT NULL,
    created    timestamptz NOT NULL DEFAULT now(),
    seen       timestamptz NOT NULL DEFAULT now(),
    confirmed  timestamptz NOT NULL DEFAULT now(),    -- when the password was last given
    FOREIGN KEY (tenant, account) REFERENCES portal.account (tenant, account) ON DELETE CASCADE
);
CREATE INDEX session_by_account ON portal.session (account);

-- Sessions end after 12 hours, and after 2 without a request.
CREATE VIEW portal.living_session WITH (security_invoker = true) AS
    SELECT * FROM portal.session WHERE created > now() - interval '12 hours' AND seen > now() - interval '2 hours';

-- A program that calls the API in the name of an account, with its permissions.
CREATE TABLE portal.api_token (
    token      uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    digest     bytea NOT NULL UNIQUE,             -- SHA-256 of what the program sends
    tenant     text NOT NULL,
    account    uuid NOT NULL,
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    created    timestamptz NOT NULL DEFAULT now(),
    ends       timestamptz NOT NULL CHECK (ends <= created + interval '1 year'),
    used       timestamptz,                       -- last, to the minute
    used_from  inet,
    FOREIGN KEY (tenant, account) REFERENCES portal.account (tenant, account) ON DELETE CASCADE
);
CREATE INDEX api_token_by_account ON portal.api_token (account);

-- What the API answered to a request with an Idempotency-Key, for 24 hours: whoever repeats it gets the same.
CREATE TABLE portal.api_answer (
    tenant   text NOT NULL,
    account  uuid NOT NULL,
    key      text NOT NULL,
    request  bytea NOT NULL,                      -- SHA-256
    answer   jsonb NOT NULL,
    created  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account, key),
    FOREIGN KEY (tenant, account) REFERENCES portal.account (tenant, account) ON DELETE CASCADE
);

-- Log-ins that failed, for an hour. A browser that has logged in as somebody before is counted apart from all others, so that
-- nobody can be locked out by strangers.
CREATE TABLE portal.login_failure (
    tenant   text NOT NULL,
    login    text NOT NULL,
    browser  text NOT NULL,                       -- the browser's own name for this account; '': a stranger
    address  inet NOT NULL,
    at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX login_failure_by_login ON portal.login_failure (tenant, login, at);
CREATE INDEX login_failure_by_address ON portal.login_failure (address, at);

-- What the company's people are changing, not published yet; all of them work on the same one.
CREATE TABLE portal.draft (
    tenant    text PRIMARY KEY,
    base      jsonb NOT NULL,                     -- the document that it began with
    document  jsonb NOT NULL,
    version   integer NOT NULL DEFAULT 1,         -- raised by each save: who saves has to know the last one
    author    text NOT NULL,
    changed   timestamptz NOT NULL DEFAULT now()
);

-- A published draft on its way to the switchboard. `wcoctl agent` takes it.
CREATE TABLE portal.change (
    change    uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant    text NOT NULL,
    author    text NOT NULL,                      -- login
    name      text NOT NULL,                      -- of the person, for git
    reason    text NOT NULL DEFAULT '',
    base      jsonb NOT NULL,
    document  jsonb NOT NULL,
    state     text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'applying', 'live', 'refused', 'clash', 'failed')),
    queued    timestamptz NOT NULL DEFAULT now(),
    taken     timestamptz,
    ended     timestamptz,
    number    integer,                            -- of the company's versions, from 1; of those that went live
    result    jsonb NOT NULL DEFAULT '{}',        -- problems, what clashes, milliseconds
    UNIQUE (tenant, number)
);
CREATE INDEX change_by_tenant ON portal.change (tenant, queued);
CREATE UNIQUE INDEX change_on_its_way ON portal.change (tenant) WHERE state IN ('queued', 'applying');

-- Audio that the company's people have uploaded or recorded, as the engines play it (WAV, 16 bit, mono).
CREATE TABLE portal.sound (
    tenant   text NOT NULL,
    sha256   text NOT NULL,
    name     text NOT NULL,
    seconds  real NOT NULL,
    content  bytea NOT NULL,
    author   text NOT NULL,
    created  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, sha256)
);

-- Who did what: a chain for each company, whose every row covers all before it. `hash` is SHA-256 over the row before's hash and
-- the content's text.
CREATE TABLE portal.audit (
    tenant   text NOT NULL,
    number   bigint NOT NULL,
    content  jsonb NOT NULL,                      -- at, actor, kind, address, action, object, before, after, result
    hash     bytea NOT NULL,
    PRIMARY KEY (tenant, number)
);
CREATE TABLE portal.audit_head (
    tenant  text PRIMARY KEY,
    number  bigint NOT NULL,
    hash    bytea NOT NULL
);

-- Adds a row to the chain of the transaction's company; nobody may write the table itself.
CREATE FUNCTION portal.record(entry jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    head     portal.audit_head;
    content  jsonb := entry || jsonb_build_object(
        'at', to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'));
BEGIN
    INSERT INTO portal.audit_head VALUES (portal.tenant(), 0, ''::bytea) ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM portal.audit_head WHERE tenant = portal.tenant() FOR UPDATE;
    head.number := head.number + 1;
    head.hash := sha256(head.hash || convert_to(content::text, 'UTF8'));
    INSERT INTO portal.audit VALUES (head.tenant, head.number, content, head.hash);
    UPDATE portal.audit_head SET number = head.number, hash = head.hash WHERE tenant = head.tenant;
END $$;

-- A text as searches compare it: neither case nor Polish diacritics count.
CREATE FUNCTION portal.plain(written text) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT translate(lower(written), 'ąćęłńóśźż', 'acelnoszz') $$;

-- The session of a cookie, and the token of a program, whatever their company: look-ups that come before a company is known.
CREATE FUNCTION portal.session_of(cookie bytea) RETURNS SETOF portal.living_session STABLE LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog AS $$ SELECT * FROM portal.living_session WHERE token = cookie $$;
CREATE FUNCTION portal.token_of(sent bytea) RETURNS SETOF portal.api_token STABLE LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog AS $$ SELECT * FROM portal.api_token WHERE digest = sent $$;

-- All companies, for the operator's staff: a transaction of any company but theirs sees none.
CREATE FUNCTION portal.companies() RETURNS TABLE (tenant text, name text, live boolean, changed timestamptz)
    STABLE LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS
    $$ SELECT tenant, name, live, changed FROM portal.company WHERE portal.tenant() = '@operator' $$;

-- How many log-ins from an address have failed within an hour, to whatever company.
CREATE FUNCTION portal.failures_from(source inet) RETURNS bigint STABLE LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog AS
    $$ SELECT count(*) FROM portal.login_failure WHERE address = source AND at > now() - interval '1 hour' $$;

-- Tells those who wait: the agent of a new change, the pages of its fate.
CREATE FUNCTION portal.announce_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('portal_change', json_build_object('tenant', NEW.tenant, 'change', NEW.change, 'state', NEW.state)::text);
    RETURN NULL;
END $$;
CREATE TRIGGER change_announced AFTER INSERT OR UPDATE OF state ON portal.change
    FOR EACH ROW EXECUTE FUNCTION portal.announce_change();

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA portal FROM PUBLIC;
GRANT USAGE ON SCHEMA portal TO wco_portal, wco_agent;
GRANT EXECUTE ON FUNCTION portal.tenant(), portal.record(jsonb) TO wco_portal, wco_agent;
GRANT EXECUTE ON FUNCTION portal.session_of(bytea), portal.token_of(bytea), portal.failures_from(inet), portal.companies(),
    portal.plain(text) TO wco_portal;

GRANT SELECT ON portal.company, portal.agent, portal.living_session, portal.audit, portal.audit_head TO wco_portal;
GRANT SELECT, INSERT, UPDATE, DELETE ON portal.account, portal.permission, portal.session, portal.draft TO wco_portal;
GRANT SELECT, INSERT, DELETE ON portal.login_failure, portal.sound, portal.api_token, portal.api_answer TO wco_portal;
GRANT UPDATE (used, used_from) ON portal.api_token TO wco_portal;
GRANT SELECT, INSERT, UPDATE ON portal.policy TO wco_portal;
GRANT SELECT, INSERT ON portal.change TO wco_portal;

GRANT SELECT, INSERT, UPDATE, DELETE ON portal.company TO wco_agent;
GRANT SELECT, INSERT, UPDATE ON portal.agent TO wco_agent;
GRANT SELECT ON portal.change, portal.sound, portal.audit, portal.audit_head TO wco_agent;
GRANT UPDATE (state, taken, ended, number, result) ON portal.change TO wco_agent;
-- The operator's commands: a new company's owner, a forgotten password.
GRANT SELECT, INSERT ON portal.account, portal.permission TO wco_agent;
GRANT UPDATE (password, password_changed, password_once, password_ends, totp_key, totp_confirmed, totp_step, recovery_codes,
              disabled) ON portal.account TO wco_agent;
GRANT SELECT (account), DELETE ON portal.session TO wco_agent;

-- The walls: the portal sees the company of its transaction; the agent works for all.
DO $$
DECLARE
    walled text;
BEGIN
    FOREACH walled IN ARRAY ARRAY['company', 'account', 'permission', 'policy', 'session', 'api_token', 'api_answer',
                                  'login_failure', 'draft', 'change', 'sound', 'audit', 'audit_head'] LOOP
        EXECUTE format('ALTER TABLE portal.%I ENABLE ROW LEVEL SECURITY', walled);
        EXECUTE format('CREATE POLICY of_company ON portal.%I TO wco_portal USING (tenant = portal.tenant())', walled);
    END LOOP;
    FOREACH walled IN ARRAY ARRAY['company', 'change', 'sound', 'account', 'permission', 'session', 'audit',
                                  'audit_head'] LOOP
        EXECUTE format('CREATE POLICY of_controller ON portal.%I TO wco_agent USING (true)', walled);
    END LOOP;
END $$;
