-- The time zone of a company beside its document: each page has times in it, and the document may be large.
ALTER TABLE portal.company ADD COLUMN timezone text GENERATED ALWAYS AS (document->>'timezone') STORED;
