-- What the operator's commands do to whole companies.

-- Deletes what the portal holds of the transaction's company, and returns how many accounts it had. The audit log stays.
CREATE FUNCTION portal.remove_company() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    accounts  bigint;
BEGIN
    DELETE FROM portal.account WHERE account.tenant = portal.tenant();
    GET DIAGNOSTICS accounts = ROW_COUNT;
    DELETE FROM portal.policy WHERE policy.tenant = portal.tenant();
    DELETE FROM portal.login_failure WHERE login_failure.tenant = portal.tenant();
    DELETE FROM portal.draft WHERE draft.tenant = portal.tenant();
    DELETE FROM portal.change WHERE change.tenant = portal.tenant();
    DELETE FROM portal.sound WHERE sound.tenant = portal.tenant();
    DELETE FROM portal.company WHERE company.tenant = portal.tenant();
    RETURN accounts;
END $$;

REVOKE ALL ON FUNCTION portal.remove_company() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portal.remove_company() TO wco_agent;
