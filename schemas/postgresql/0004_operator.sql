-- What the operator's commands do to whole companies.

-- Deletes what the portal holds of the transaction's company, in whatever table, and returns how many accounts it had. The audit
-- log stays.
CREATE FUNCTION portal.remove_company() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    accounts  bigint;
    held      regclass;
BEGIN
    SELECT count(*) INTO accounts FROM portal.account WHERE tenant = portal.tenant();
    FOR held IN
        SELECT c.oid FROM pg_class AS c
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'tenant' AND NOT a.attisdropped
        WHERE c.relnamespace = 'portal'::regnamespace AND c.relkind = 'r' AND c.relname NOT IN ('audit', 'audit_head')
        ORDER BY c.relname
    LOOP
        EXECUTE format('DELETE FROM %s WHERE tenant = portal.tenant()', held);
    END LOOP;
    RETURN accounts;
END $$;

REVOKE ALL ON FUNCTION portal.remove_company() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal.remove_company() TO wco_agent;
