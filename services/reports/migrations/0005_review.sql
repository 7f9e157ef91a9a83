-- Many decisions at once are one request with one answer, which is kept whole. And who reviews finds what waits without reading the whole ledger.

ALTER TABLE idempotency ALTER COLUMN report SET DEFAULT '00000000-0000-0000-0000-000000000000', ALTER COLUMN version SET DEFAULT 0;
ALTER TABLE idempotency ADD COLUMN location text, ADD COLUMN body text COMPRESSION lz4;
COMMENT ON TABLE idempotency IS 'Idempotency keys. Of requests that stored one report version: the answer is rendered again from that row. Of many decisions at once: body, the answer as it was given; each of them that stored a version has a row of its own, its key followed by a line end and its place in the list. Kept 30 days';

CREATE INDEX report_version_submitted ON report_version (unit) WHERE state = 'submitted';
COMMENT ON INDEX report_version_submitted IS 'For the review queue: what was handed in by the units that somebody reviews';
