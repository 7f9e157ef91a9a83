-- What was said: reports and their versions, the keys of requests, imports, and the reference read from plans. report_version only grows.

CREATE TABLE ledger (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    epoch integer NOT NULL CHECK (epoch > 0)
);
COMMENT ON TABLE ledger IS 'The epoch of this ledger: raised after a restore, so that what it publishes again wins over what was lost';
INSERT INTO ledger (epoch) VALUES (1);

CREATE TABLE report_version (
    period_year integer NOT NULL,
    form text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    agency text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    report uuid NOT NULL,
    form_version integer NOT NULL,
    function text COLLATE "C" NOT NULL,
    period_start date NOT NULL,
    period_end date NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'submitted', 'accepted', 'returned', 'withdrawn')),
    timeliness text NOT NULL CHECK (timeliness IN ('notDue', 'onTime', 'late')),
    cells bigint[] NOT NULL,
    details json NOT NULL,
    comments json,
    submitted_us bigint,
    first_submitted_us bigint,
    due_us bigint,
    recorded_us bigint NOT NULL,
    epoch integer NOT NULL,
    sha256 bytea NOT NULL,
    submitted_by text,
    subject text NOT NULL,
    client text NOT NULL,
    reason text,
    PRIMARY KEY (period_year, form, unit, agency, period, version)
) PARTITION BY RANGE (period_year);
COMMENT ON TABLE report_version IS 'The ledger: one row per version of a report, never changed. The current one has the highest version; inserting version n + 1 is the compare-and-swap. cells: fixed point in form order, NULL is missing. details: notAvailable, narratives, act and marks as they are answered. comments: of a decision, by cell. due_us: the first late moment, NULL none';
CREATE INDEX report_version_report ON report_version (report, version);

DO $$
BEGIN
    FOR year IN 2010 .. 2040 LOOP
        EXECUTE format('CREATE TABLE report_version_%s PARTITION OF report_version FOR VALUES FROM (%s) TO (%s)', year, year, year + 1);
    END LOOP;
END
$$;
CREATE TABLE report_version_other PARTITION OF report_version DEFAULT;

CREATE TABLE idempotency (
    client text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    fingerprint bytea NOT NULL,
    report uuid NOT NULL,
    version integer NOT NULL,
    status integer NOT NULL,
    created_us bigint NOT NULL,
    PRIMARY KEY (client, key)
);
COMMENT ON TABLE idempotency IS 'Idempotency keys of requests that stored a report version; the answer is rendered again from that row. Kept 30 days';
CREATE INDEX idempotency_created ON idempotency USING brin (created_us);

CREATE TABLE outbox (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL,
    topic text NOT NULL,
    key text NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    version bigint NOT NULL,
    recorded_us bigint NOT NULL,
    trace text NOT NULL,
    payload text COMPRESSION lz4
) WITH (toast_tuple_target = 8160);
COMMENT ON TABLE outbox IS 'Events of committed changes; the relay publishes them in order and deletes exactly the acknowledged ones';

CREATE TYPE report_write AS (
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
    key text,
    fingerprint bytea,
    status integer,
    event text,
    trace text,
    payload text
);
COMMENT ON TYPE report_write IS 'One version to be stored, with its key and its event: the writer sends an array of them';

CREATE TABLE import (
    id uuid PRIMARY KEY,
    client text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    fingerprint bytea NOT NULL,
    form text COLLATE "C",
    period text COLLATE "C",
    mode text NOT NULL CHECK (mode IN ('atomic', 'partial')),
    state text NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    reason text,
    total integer NOT NULL,
    received integer NOT NULL DEFAULT 0,
    created integer NOT NULL DEFAULT 0,
    updated integer NOT NULL DEFAULT 0,
    unchanged integer NOT NULL DEFAULT 0,
    rejected integer NOT NULL DEFAULT 0,
    rows json NOT NULL DEFAULT '[]',
    sha256 text NOT NULL,
    created_us bigint NOT NULL,
    finished_us bigint,
    UNIQUE (client, key)
);
COMMENT ON TABLE import IS 'Imports and their results. reason: why a failed one failed; total: rows of the file; rows: what was wrong, the first 1000';
CREATE INDEX import_created ON import (client, created_us, id);

CREATE TABLE reference_record (
    key text COLLATE "C" PRIMARY KEY,
    value text NOT NULL,
    "offset" bigint NOT NULL
);
COMMENT ON TABLE reference_record IS 'The newest state of every record of tonghop.reference.v1';

CREATE TABLE reference_state (
    "only" boolean PRIMARY KEY DEFAULT true CHECK ("only"),
    next_offset bigint NOT NULL,
    generation bigint NOT NULL
);
COMMENT ON TABLE reference_state IS 'How far the reference topic is stored, and the generation that completes';
