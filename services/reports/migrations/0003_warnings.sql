-- What was doubtful about a version when it was made is kept with it.

ALTER TABLE report_version ADD COLUMN warnings json;
COMMENT ON COLUMN report_version.warnings IS 'What was doubtful when the version was made: type, pointer and arguments of each, [] where nothing was; NULL in versions from before they were kept, which are judged again when shown';

CREATE TYPE report_write_2 AS (
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
    payload text,
    warnings json
);
COMMENT ON TYPE report_write_2 IS 'One version to be stored, with its key and its event: the writer sends an array of them. Beside report_write, which a writer of before goes on sending until it is restarted';
