-- What it adds up to: every version of every report as it was received, how far each topic was read, and a copy of the reference.

CREATE TABLE report_version (
    form text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    agency text COLLATE "C" NOT NULL,
    epoch bigint NOT NULL CHECK (epoch >= 0),
    version integer NOT NULL CHECK (version > 0),
    report uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'submitted', 'accepted', 'returned', 'withdrawn')),
    function text COLLATE "C" NOT NULL,
    form_version integer NOT NULL,
    period_start date NOT NULL,
    period_end date NOT NULL CHECK (period_end > period_start),
    timeliness text NOT NULL CHECK (timeliness IN ('notDue', 'onTime', 'late')),
    first_submitted_us bigint,
    recorded_us bigint NOT NULL,
    cells bigint[] NOT NULL,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    PRIMARY KEY (form, period, unit, agency, epoch, version)
);
-- What came after a mark is read partition by partition; with the form first the planner would also choose it for reading a leaf.
CREATE INDEX report_version_received ON report_version (partition, form, period, "offset");
COMMENT ON TABLE report_version IS 'The leaves: every version of every report as received, whether or not its unit and form are known. unit: stable id; agency: canonical code; cells: figures in form order, scaled by the indicator''s decimals, NULL where missing. A restored ledger raises epoch. partition and offset: where it came from';

CREATE TABLE change_mark (
    form text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    partition integer NOT NULL,
    last_offset bigint NOT NULL,
    PRIMARY KEY (form, period, partition)
);
COMMENT ON TABLE change_mark IS 'The last record of a form and period by partition: whoever holds what came before knows what is new';

CREATE TABLE consumer_offset (
    topic text NOT NULL,
    partition integer NOT NULL,
    next_offset bigint NOT NULL CHECK (next_offset >= 0),
    PRIMARY KEY (topic, partition)
);
COMMENT ON TABLE consumer_offset IS 'How far each partition was read, moved in the transaction that stores what was read';

CREATE TABLE dead_letter (
    id uuid PRIMARY KEY,
    topic text NOT NULL,
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    key text,
    headers text,
    payload text,
    reason text NOT NULL,
    failed_us bigint NOT NULL,
    replayed_us bigint
);
COMMENT ON TABLE dead_letter IS 'Records that can never be applied, with the reason; replayed_us: when an operator gave it back';

CREATE TABLE reference_record (
    key text COLLATE "C" PRIMARY KEY,
    value text NOT NULL,
    "offset" bigint NOT NULL
);
COMMENT ON TABLE reference_record IS 'Copy of the reference topic: the newest value of each key';

CREATE TABLE reference_state (
    "only" boolean PRIMARY KEY DEFAULT true CHECK ("only"),
    next_offset bigint NOT NULL,
    generation bigint NOT NULL
);
COMMENT ON TABLE reference_state IS 'Up to where the reference topic was taken over, and the change set that stands there';

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
    payload text
);
COMMENT ON TABLE outbox IS 'Events to publish, written in the transaction of their effect; the relay deletes what the broker has acknowledged';
