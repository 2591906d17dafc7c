-- Switches (live_switch) in the portal: it sees those of its transaction's company, and sets them but for locks, which the
-- operator removes. The media nodes' service sees all, as before.

ALTER TABLE live_switch ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_nodes ON live_switch TO wco_live USING (true);
CREATE POLICY seen_by_company ON live_switch FOR SELECT TO wco_portal USING (tenant = portal.tenant());
CREATE POLICY added_by_company ON live_switch FOR INSERT TO wco_portal WITH CHECK (tenant = portal.tenant() AND kind <> 'lock');
CREATE POLICY set_by_company ON live_switch FOR UPDATE TO wco_portal USING (tenant = portal.tenant() AND kind <> 'lock');
GRANT SELECT, INSERT, UPDATE (value, until, changed, author) ON live_switch TO wco_portal;
