-- What should happen: units, agencies, calendars, indicators, forms and plans. Nothing is ever overwritten but unit_version: every other
-- change is a new version, a whole new row. All writers lock the row of `generation` first.

CREATE TABLE generation (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    number bigint NOT NULL,
    units bigint NOT NULL CHECK (units <= number)
);
COMMENT ON TABLE generation IS 'The newest change set, and the newest one that changed units or reorganisations. Its one row is locked by whoever writes';
INSERT INTO generation (number, units) VALUES (0, 0);

CREATE TABLE unit_version (
    unit text COLLATE "C" NOT NULL,
    level text NOT NULL CHECK (level IN ('province', 'district', 'commune')),
    code text COLLATE "C" NOT NULL,
    parent text COLLATE "C" NOT NULL,
    name text NOT NULL,
    type text NOT NULL,
    valid_from date NOT NULL,
    valid_until date CHECK (valid_until > valid_from),
    PRIMARY KEY (unit, valid_from),
    UNIQUE (level, code, valid_from) DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE unit_version IS 'Administrative units over time, as in unit_versions.csv: half-open dates, 2012-01-01 means then or earlier, parent is the parent''s code at that time. An import proves the whole set free of overlaps and orphans before it is stored';

CREATE TABLE reorganisation (
    code text COLLATE "C" NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    effective_date date NOT NULL,
    name_vi text NOT NULL,
    name_en text NOT NULL,
    act text,
    edges integer NOT NULL,
    skipped integer NOT NULL,
    sha256 bytea NOT NULL,
    recorded_us bigint NOT NULL,
    subject text NOT NULL,
    PRIMARY KEY (code, version)
);
COMMENT ON TABLE reorganisation IS 'Acts that changed units on a date; the newest version of a code counts. act: JSON {number, symbol, date}; skipped: pairs of the mapping without an old unit';

CREATE TABLE succession (
    reorganisation text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    position integer NOT NULL,
    from_unit text COLLATE "C" NOT NULL,
    to_unit text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    note text,
    PRIMARY KEY (reorganisation, version, position),
    UNIQUE (reorganisation, version, from_unit, to_unit),
    FOREIGN KEY (reorganisation, version) REFERENCES reorganisation (code, version)
);
COMMENT ON TABLE succession IS 'Edges old unit -> new unit of a version of a reorganisation, by stable ids';

CREATE TABLE record (
    kind text NOT NULL CHECK (kind IN ('holidays', 'programme', 'agency', 'indicator', 'form')),
    code text COLLATE "C" NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    edition integer NOT NULL CHECK (edition > 0 AND edition <= version),
    body text NOT NULL,
    sha256 bytea NOT NULL,
    recorded_us bigint NOT NULL,
    subject text NOT NULL,
    PRIMARY KEY (kind, code, version)
);
COMMENT ON TABLE record IS 'Documents of the catalogue as canonical JSON, every version of them. edition: of a form, which of its versions in force this states (the newest record of an edition counts); else 1';

CREATE TABLE plan (
    plan uuid PRIMARY KEY,
    code text COLLATE "C" NOT NULL UNIQUE
);
COMMENT ON TABLE plan IS 'Plans: identity and code, neither of which ever changes';

CREATE TABLE plan_version (
    plan uuid NOT NULL REFERENCES plan,
    version integer NOT NULL CHECK (version > 0),
    state text NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'issued', 'superseded', 'closed')),
    body text NOT NULL,
    sha256 bytea NOT NULL,
    recorded_us bigint NOT NULL,
    subject text NOT NULL,
    PRIMARY KEY (plan, version)
);
COMMENT ON TABLE plan_version IS 'Every version of every plan: a change of the document or of its state, when and by whom';

CREATE TABLE job (
    job uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('unitImport', 'reorganisation')),
    about text COLLATE "C" NOT NULL,
    parameters text NOT NULL,
    content text,
    received integer NOT NULL,
    done integer NOT NULL DEFAULT 0,
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    result text,
    language integer NOT NULL,
    trace text NOT NULL,
    subject text NOT NULL,
    created_us bigint NOT NULL,
    finished_us bigint
);
CREATE INDEX job_waiting ON job (created_us) WHERE state IN ('queued', 'running');
CREATE INDEX job_listed ON job (kind, about, job);
COMMENT ON TABLE job IS 'Large imports: run one by one, each in one transaction that also ends the job. about: the reorganisation''s code, else empty; content is dropped when the job has ended';

CREATE TABLE idempotency (
    client text NOT NULL,
    key text NOT NULL,
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

CREATE VIEW newest_record AS
SELECT DISTINCT ON (kind, code) kind, code, version, edition, body, recorded_us, subject
  FROM record
 ORDER BY kind, code, version DESC;
COMMENT ON VIEW newest_record IS 'The catalogue as it stands';

CREATE VIEW form_edition AS
SELECT DISTINCT ON (code, edition) code, edition, version, body, recorded_us, subject
  FROM record
 WHERE kind = 'form'
 ORDER BY code, edition, version DESC;
COMMENT ON VIEW form_edition IS 'The versions of forms that apply one after the other, each as it stands';

CREATE VIEW newest_reorganisation AS
SELECT DISTINCT ON (code) * FROM reorganisation ORDER BY code, version DESC;
COMMENT ON VIEW newest_reorganisation IS 'Reorganisations as they stand';

CREATE VIEW newest_plan AS
SELECT DISTINCT ON (code, plan) plan, code, version, state, body, recorded_us, subject
  FROM plan JOIN plan_version USING (plan)
 ORDER BY code, plan, version DESC;
COMMENT ON VIEW newest_plan IS 'Plans as they stand';

CREATE FUNCTION local_day(moment_us bigint) RETURNS text LANGUAGE sql STABLE AS
$$SELECT to_char(to_timestamp(moment_us / 1000000) AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD')$$;
COMMENT ON FUNCTION local_day IS 'The day of a moment where the programmes live';

-- What tonghop.reference.v1 carries, by kind and id: the outbox and the service's own memory are filled from here alone.
CREATE VIEW published (kind, id, value) AS
SELECT 'unit', unit,
       json_build_object('unit', unit, 'versions', json_agg(json_build_object(
           'level', level, 'code', code, 'parent', parent, 'name', name, 'type', type,
           'validFrom', CASE WHEN valid_from > '2012-01-01' THEN valid_from END, 'validUntil', valid_until) ORDER BY valid_from))::text
  FROM unit_version
 GROUP BY unit
UNION ALL
SELECT 'reorganisation', code,
       json_build_object('reorganisation', code, 'version', version, 'effectiveDate', effective_date,
                         'name', json_build_object('vi', name_vi, 'en', name_en), 'act', act::json, 'edges', '[]'::json)::text
  FROM newest_reorganisation
UNION ALL
SELECT 'reorganisation', newest.code || '#' || (position - 1) / 500 + 1,
       json_build_object('reorganisation', newest.code, 'version', newest.version, 'effectiveDate', newest.effective_date,
           'edges', json_agg(json_build_object('from', from_unit, 'to', to_unit, 'kind', succession.kind) ORDER BY position))::text
  FROM newest_reorganisation AS newest
  JOIN succession ON succession.reorganisation = newest.code AND succession.version = newest.version
 GROUP BY newest.code, newest.version, newest.effective_date, (position - 1) / 500
UNION ALL
SELECT kind, code,
       json_build_object('code', code, 'version', version, 'recordedOn', local_day(recorded_us), 'body', body::json)::text
  FROM newest_record
 WHERE kind <> 'form'
UNION ALL
SELECT 'form', code,
       json_build_object('code', code, 'version', max(version), 'recordedOn', local_day(max(recorded_us)),
           'body', (array_agg(body::json ORDER BY edition DESC))[1], 'versions', json_agg(body::json ORDER BY edition))::text
  FROM form_edition
 GROUP BY code
UNION ALL
SELECT 'plan', plan::text,
       json_build_object('code', code, 'id', plan, 'version', version, 'state', state, 'recordedOn', local_day(recorded_us), 'body', body::json)::text
  FROM newest_plan;
COMMENT ON VIEW published IS 'Values of the reference topic by typed key';
