-- Webhooks (docs/api.md): what companies have told about their own servers, and what is to be sent to them, in PostgreSQL
-- (database wco). Triggers queue a delivery in the transaction of what it tells about, so none is lost or made up; wco_webhooks is
-- the login of the service that sends them, on web hosts.

CREATE TABLE portal.webhook (
    webhook      uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant       text NOT NULL,
    name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    url          text NOT NULL CHECK (length(url) <= 500 AND url LIKE 'https://%'),
    events       text[] NOT NULL CHECK (events <> '{}' AND events <@ ARRAY['change.live', 'change.refused', 'call.ended']),
    state        text NOT NULL DEFAULT 'on' CHECK (state IN ('on', 'off', 'failed')),   -- failed: nothing arrived for days
    failing      timestamptz,                     -- since when nothing arrives
    rests_until  timestamptz NOT NULL DEFAULT now(),    -- its server does not answer: it is left alone for a moment
    created      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (tenant, webhook)
);

CREATE TABLE portal.delivery (
    delivery  uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant    text NOT NULL,
    webhook   uuid NOT NULL,
    event     uuid NOT NULL,                      -- the same however often it is sent
    kind      text NOT NULL,
    data      jsonb NOT NULL,
    created   timestamptz NOT NULL DEFAULT now(),
    state     text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'arrived', 'failed')),
    tries     integer NOT NULL DEFAULT 0,
    due       timestamptz NOT NULL DEFAULT now(),
    FOREIGN KEY (tenant, webhook) REFERENCES portal.webhook (tenant, webhook) ON DELETE CASCADE
);
CREATE INDEX delivery_by_webhook ON portal.delivery (webhook, created);
CREATE INDEX delivery_due ON portal.delivery (due) WHERE state = 'waiting';
CREATE INDEX delivery_by_age ON portal.delivery (created);

CREATE TABLE portal.delivery_try (
    tenant    text NOT NULL,
    delivery  uuid NOT NULL REFERENCES portal.delivery ON DELETE CASCADE,
    at        timestamptz NOT NULL DEFAULT now(),
    status    integer,                            -- of HTTP; NULL: there was no answer
    reason    text NOT NULL,                      -- '' if it arrived
    ms        integer NOT NULL
);
CREATE INDEX delivery_try_by_delivery ON portal.delivery_try (delivery, at);

-- Queues an event for each webhook of the company that wants it.
CREATE FUNCTION portal.queue_event(company text, wanted text, told jsonb) RETURNS void LANGUAGE sql AS $$
    INSERT INTO portal.delivery (tenant, webhook, event, kind, data)
    SELECT tenant, webhook, event, wanted, told
    FROM portal.webhook, (SELECT gen_random_uuid() AS event OFFSET 0) AS one
    WHERE tenant = company AND state = 'on' AND wanted = ANY (events)
$$;

CREATE FUNCTION portal.queue_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM portal.queue_event(NEW.tenant, CASE NEW.state WHEN 'live' THEN 'change.live' ELSE 'change.refused' END,
        jsonb_build_object('change', NEW.change, 'number', NEW.number, 'state', NEW.state, 'author', NEW.author,
                           'name', NEW.name, 'reason', NEW.reason, 'queued', NEW.queued, 'ended', NEW.ended));
    RETURN NULL;
END $$;
CREATE TRIGGER change_queued AFTER UPDATE OF state ON portal.change FOR EACH ROW
    WHEN (NEW.state IN ('live', 'refused', 'clash', 'failed') AND OLD.state <> NEW.state)
    EXECUTE FUNCTION portal.queue_change();

CREATE FUNCTION portal.queue_call() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM portal.queue_event(NEW.tenant, 'call.ended',
        jsonb_build_object('call', NEW.call, 'direction', NEW.direction, 'dialled', NEW.dialled, 'caller', NEW.caller,
                           'presented', NEW.presented, 'started', NEW.started, 'answered', NEW.answered, 'ended', NEW.ended,
                           'outcome', NEW.outcome, 'answered_by', NEW.answered_by, 'cause', NEW.cause));
    RETURN NULL;
END $$;
CREATE TRIGGER call_queued AFTER INSERT ON public.call FOR EACH ROW EXECUTE FUNCTION portal.queue_call();

-- A company that is gone leaves none behind: another one may be called like it.
CREATE FUNCTION portal.forget_webhooks() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    DELETE FROM portal.webhook WHERE tenant = OLD.tenant;
    RETURN NULL;
END $$;
CREATE TRIGGER company_gone AFTER DELETE ON portal.company FOR EACH ROW EXECUTE FUNCTION portal.forget_webhooks();

REVOKE ALL ON FUNCTION portal.queue_event(text, text, jsonb), portal.queue_change(), portal.queue_call(), portal.forget_webhooks()
    FROM PUBLIC;

GRANT SELECT, DELETE ON portal.webhook TO wco_portal;
GRANT INSERT (tenant, name, url, events), UPDATE (state, failing, rests_until) ON portal.webhook TO wco_portal;
GRANT SELECT, INSERT (tenant, webhook, event, kind, data), UPDATE (state, tries, due) ON portal.delivery TO wco_portal;
GRANT SELECT ON portal.delivery_try TO wco_portal;

GRANT USAGE ON SCHEMA portal TO wco_webhooks;
GRANT SELECT, UPDATE (state, failing, rests_until) ON portal.webhook TO wco_webhooks;
GRANT SELECT, DELETE, UPDATE (state, tries, due) ON portal.delivery TO wco_webhooks;
GRANT SELECT, INSERT ON portal.delivery_try TO wco_webhooks;

DO $$
DECLARE
    walled text;
BEGIN
    FOREACH walled IN ARRAY ARRAY['webhook', 'delivery', 'delivery_try'] LOOP
        EXECUTE format('ALTER TABLE portal.%I ENABLE ROW LEVEL SECURITY', walled);
        EXECUTE format('CREATE POLICY of_company ON portal.%I TO wco_portal USING (tenant = portal.tenant())', walled);
        EXECUTE format('CREATE POLICY of_sender ON portal.%I TO wco_webhooks USING (true)', walled);
    END LOOP;
END $$;
