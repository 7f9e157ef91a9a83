-- What becomes of a plan: its next version beside the one in force, what is told of its tasks, and what is recorded of its targets.

ALTER TABLE plan_version ADD COLUMN reason text;
COMMENT ON COLUMN plan_version.reason IS 'Why an issued plan gets another version';

CREATE TABLE plan_entry (
    plan uuid NOT NULL REFERENCES plan,
    kind text NOT NULL CHECK (kind IN ('progress', 'allocation', 'assessment')),
    item text COLLATE "C" NOT NULL,
    part text COLLATE "C" NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    body text NOT NULL,
    sha256 bytea NOT NULL,
    recorded_us bigint NOT NULL,
    subject text NOT NULL,
    PRIMARY KEY (plan, kind, item, part, version)
);
COMMENT ON TABLE plan_entry IS 'What is told of a task or a target beside the plan''s own text, every version of it. item: code of the task or target; part: of progress unit id/agency, of an assessment the period, of an allocation empty';

CREATE VIEW newest_plan_entry AS
SELECT DISTINCT ON (plan, kind, item, part) plan, kind, item, part, version, body, recorded_us, subject
  FROM plan_entry
 ORDER BY plan, kind, item, part, version DESC;
COMMENT ON VIEW newest_plan_entry IS 'Progress, allocations and assessments as they stand';

CREATE VIEW plan_history AS
SELECT plan, code, version,
       CASE WHEN state = 'issued' AND version < (SELECT max(version) FROM plan_version AS later WHERE later.plan = plan.plan AND later.state = 'issued')
            THEN 'superseded' ELSE state END AS state,
       body, recorded_us, subject, reason
  FROM plan JOIN plan_version USING (plan);
COMMENT ON VIEW plan_history IS 'All versions of plans; an issued one is superseded once a later one is issued';

CREATE VIEW plan_in_force AS
SELECT DISTINCT ON (plan) plan, code, version, state, body, recorded_us, subject
  FROM plan JOIN plan_version USING (plan)
 ORDER BY plan, (state IN ('issued', 'closed')) DESC, version DESC;
COMMENT ON VIEW plan_in_force IS 'Plans as they count: the newest version that was issued or closed, and the newest of all where none was';

CREATE VIEW published_plan (id, value) AS
SELECT plan::text,
       json_build_object('code', code, 'id', plan, 'version', version, 'state', state, 'recordedOn', local_day(recorded_us), 'body', body::json,
           'allocations', (SELECT coalesce(json_object_agg(item, entry.body::json -> 'allocations' ORDER BY item), '{}')
                             FROM newest_plan_entry AS entry
                            WHERE entry.plan = plan_in_force.plan AND kind = 'allocation'))::text
  FROM plan_in_force;
COMMENT ON VIEW published_plan IS 'Plans as the reference topic carries them: the version in force, with the allocations that are recorded by target';

CREATE OR REPLACE VIEW published (kind, id, value) AS
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
SELECT 'plan', id, value FROM published_plan;
COMMENT ON VIEW published IS 'Values of the reference topic by typed key. Who adds a kind restates the view and keeps the branches that stand here';
