-- ODBC_WCO_PLAN_MARK reads wco_plan.
-- Which digests the call plan holds that Asterisk reads: `wcoctl verify` compares it with the file's.
SELECT count(*) || ':' || coalesce(sum(unicode(digest) + 31 * unicode(substr(digest, 2))
       + 961 * unicode(substr(digest, 3)) + 29791 * unicode(substr(digest, 4)) + 923521 * unicode(substr(digest, 5))
       + 28629151 * unicode(substr(digest, 6)) + 887503681 * unicode(substr(digest, 7))), 0) FROM manifest
