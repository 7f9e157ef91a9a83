-- The second line: the database itself keeps plans that nobody has issued from whom they are not for, whatever the service asks it. Reads for a
-- caller run as tonghop_plans_reader with the settings tonghop.roots and tonghop.client; without them only what was issued is seen.

CREATE TABLE unit_reach (
    unit text COLLATE "C" NOT NULL,
    root text COLLATE "C" NOT NULL,
    stands boolean NOT NULL,
    PRIMARY KEY (unit, root)
);
COMMENT ON TABLE unit_reach IS 'Of every unit the roots that may see something of it, as it stood on any date; written with every change of units, before the snapshot that knows it. stands: the root is this unit, or what holds all of it';

ALTER TABLE plan_version ADD COLUMN issuer text COLLATE "C", ADD COLUMN function text COLLATE "C", ADD COLUMN root text COLLATE "C";
COMMENT ON COLUMN plan_version.issuer IS 'The unit that issues the plan, by its id; in versions from before it was kept, what its code meant in the year the plan begins';
COMMENT ON COLUMN plan_version.function IS 'Of the agency that issues it, or its code; NULL in versions from before it was kept';
COMMENT ON COLUMN plan_version.root IS 'The root that whoever made the version acted under, with /function where it had one; NULL in versions from before it was kept';

UPDATE plan_version
   SET issuer = coalesce(
       (SELECT unit FROM unit_version
         WHERE code = body::json -> 'issuer' ->> 'unit' OR unit = body::json -> 'issuer' ->> 'unit'
         ORDER BY (valid_from <= begins.day AND begins.day < coalesce(valid_until, 'infinity')) DESC, valid_from DESC LIMIT 1),
       body::json -> 'issuer' ->> 'unit')
  FROM (SELECT plan, version, make_date(coalesce(substring(body::json ->> 'span' FROM '\d{4}'), '2025')::integer, 7, 1) AS day FROM plan_version) AS begins
 WHERE begins.plan = plan_version.plan AND begins.version = plan_version.version;

-- What a view shows is what whoever asks it may see.
ALTER VIEW newest_plan SET (security_invoker = true);
ALTER VIEW plan_history SET (security_invoker = true);
ALTER VIEW plan_in_force SET (security_invoker = true);
ALTER VIEW newest_plan_entry SET (security_invoker = true);

DO $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO tonghop_plans_reader', current_schema());
END
$$;
ALTER TABLE plan_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE plan_version FORCE ROW LEVEL SECURITY;
ALTER TABLE plan_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE plan_entry FORCE ROW LEVEL SECURITY;
GRANT SELECT ON plan, plan_version, plan_entry, newest_plan, plan_history, plan_in_force, newest_plan_entry, unit_reach TO tonghop_plans_reader;

CREATE POLICY reader ON plan_version FOR SELECT TO tonghop_plans_reader USING (
    state IN ('issued', 'superseded', 'closed')
    OR EXISTS (SELECT FROM unit_reach AS reach
             WHERE reach.unit = plan_version.issuer
               AND (reach.root = ANY ((SELECT string_to_array(current_setting('tonghop.roots', true), ','))::text[])
                 OR reach.root || '/' || plan_version.function = ANY ((SELECT string_to_array(current_setting('tonghop.roots', true), ','))::text[]))));
-- Seen with a version of the plan they belong to.
CREATE POLICY reader ON plan_entry FOR SELECT TO tonghop_plans_reader
    USING (EXISTS (SELECT FROM plan_version AS whole WHERE whole.plan = plan_entry.plan));

-- The service for itself: it publishes and checks for everybody. It inserts versions only under a root that reaches the issuer, and changes or deletes
-- none. A service from before this migration names no root and does not say that it would; a later migration shuts it out.
CREATE POLICY service_reads ON plan_version FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY service_inserts ON plan_version FOR INSERT TO CURRENT_USER WITH CHECK (
    EXISTS (SELECT FROM unit_reach AS reach
             WHERE reach.unit = plan_version.issuer AND reach.root = split_part(plan_version.root, '/', 1)
               AND split_part(plan_version.root, '/', 2) IN ('', plan_version.function))
    OR (root IS NULL AND current_setting('tonghop.writer', true) IS DISTINCT FROM 'names roots'));
CREATE POLICY service ON plan_entry TO CURRENT_USER USING (true) WITH CHECK (true);
