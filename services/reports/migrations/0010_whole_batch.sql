-- A batch nothing stands in the way of goes in as plain inserts, one for each table, in one round trip: what the rows of each look like when they are
-- sent. The statement that looks for what stands in the way of which (report_write_2) is only run where something does.

CREATE TYPE version_row AS (
    period_year integer,
    form text,
    unit text,
    agency text,
    period text,
    version integer,
    report uuid,
    form_version integer,
    function text,
    period_start date,
    period_end date,
    state text,
    timeliness text,
    cells bigint[],
    details json,
    comments json,
    submitted_us bigint,
    first_submitted_us bigint,
    due_us bigint,
    recorded_us bigint,
    epoch integer,
    sha256 bytea,
    submitted_by text,
    subject text,
    client text,
    reason text,
    warnings json,
    root text
);
COMMENT ON TYPE version_row IS 'A row of report_version as the writer sends it';

CREATE TYPE key_row AS (
    client text,
    key text,
    fingerprint bytea,
    report uuid,
    version integer,
    status integer,
    created_us bigint
);
COMMENT ON TYPE key_row IS 'A row of idempotency as the writer sends it';

CREATE TYPE event_row AS (
    id uuid,
    topic text,
    key text,
    type text,
    subject text,
    version bigint,
    recorded_us bigint,
    trace text,
    payload text
);
COMMENT ON TYPE event_row IS 'A row of outbox as the writer sends it';
