-- Figures counted again from all that was received, beside what is written down; and the keys of requests.

CREATE TABLE recomputation (
    id uuid PRIMARY KEY,
    form text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    compared integer NOT NULL,
    differences json NOT NULL,
    subject text NOT NULL,
    started_us bigint NOT NULL,
    finished_us bigint NOT NULL
);
COMMENT ON TABLE recomputation IS 'Roll-ups counted again: how many rows were compared, and those that were not the same (should be none). subject: who asked for it; empty: the service itself, for a sample';


CREATE TABLE idempotency (
    client text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    fingerprint bytea NOT NULL,
    status integer NOT NULL,
    location text,
    version bigint NOT NULL,
    body text NOT NULL,
    created_us bigint NOT NULL,
    PRIMARY KEY (client, key)
);
CREATE INDEX idempotency_age ON idempotency (created_us);
COMMENT ON TABLE idempotency IS 'Answers to POSTs by the key of the client, written in the transaction of their effect; kept for 30 days';
