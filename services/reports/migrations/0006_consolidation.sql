-- What the aggregation service tells of consolidated reports, as far as it fulfils what is owed.

CREATE TABLE consolidation (
    id uuid PRIMARY KEY,
    version bigint NOT NULL CHECK (version > 0),
    unit text COLLATE "C" NOT NULL,
    agency text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    forms text[] COLLATE "C" NOT NULL CHECK (cardinality(forms) > 0),
    sent_us bigint,
    recipients integer NOT NULL CHECK (recipients >= 0),
    accepted integer NOT NULL CHECK (accepted >= 0),
    returned integer NOT NULL CHECK (returned >= 0),
    CHECK (accepted + returned <= recipients)
);
CREATE INDEX consolidation_sent ON consolidation (period, unit, agency) WHERE sent_us IS NOT NULL;
COMMENT ON TABLE consolidation IS 'The highest version that was told of each consolidation. sent_us NULL: signed, not sent, so it fulfils nothing. accepted, returned: how many of its recipients have decided so';

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
