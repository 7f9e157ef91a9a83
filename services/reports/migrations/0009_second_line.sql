-- The second line: the database itself keeps from a caller what lies outside his roots, whatever the service asks it. Reads for a caller run as
-- tonghop_reports_reader with the settings tonghop.roots and tonghop.client; without them nothing is seen.

CREATE TABLE unit_reach (
    unit text COLLATE "C" NOT NULL,
    root text COLLATE "C" NOT NULL,
    stands boolean NOT NULL,
    PRIMARY KEY (unit, root)
);
COMMENT ON TABLE unit_reach IS 'Of every unit the roots that may see something of it, as it stood on any date; written with every change of units, before the snapshot that knows it. stands: the root is this unit, or what holds all of it';

ALTER TABLE report_version ADD COLUMN root text COLLATE "C";
COMMENT ON COLUMN report_version.root IS 'The root that whoever made the version acted under, with /function where it had one; NULL in versions from before it was kept';

DO $$
DECLARE
    part regclass;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO tonghop_reports_reader', current_schema());
    -- Without a policy of their own partitions show nothing: they are reached through the table.
    FOR part IN SELECT inhrelid FROM pg_inherits WHERE inhparent = 'report_version'::regclass LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', part);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', part);
    END LOOP;
END
$$;
ALTER TABLE report_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE report_version FORCE ROW LEVEL SECURITY;
ALTER TABLE idempotency ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency FORCE ROW LEVEL SECURITY;
ALTER TABLE consolidation ENABLE ROW LEVEL SECURITY;
ALTER TABLE consolidation FORCE ROW LEVEL SECURITY;
ALTER TABLE import ENABLE ROW LEVEL SECURITY;
ALTER TABLE import FORCE ROW LEVEL SECURITY;
GRANT SELECT ON report_version, idempotency, import, consolidation, unit_reach TO tonghop_reports_reader;

CREATE POLICY reader ON report_version FOR SELECT TO tonghop_reports_reader USING (
    EXISTS (SELECT FROM unit_reach AS reach
             WHERE reach.unit = report_version.unit
               AND (reach.root = ANY ((SELECT string_to_array(current_setting('tonghop.roots', true), ','))::text[])
                 OR reach.root || '/' || report_version.function = ANY ((SELECT string_to_array(current_setting('tonghop.roots', true), ','))::text[]))));
CREATE POLICY reader ON idempotency FOR SELECT TO tonghop_reports_reader
    USING (client = (SELECT current_setting('tonghop.client', true)));
CREATE POLICY reader ON import FOR SELECT TO tonghop_reports_reader
    USING (client = (SELECT current_setting('tonghop.client', true)));

-- Of what was sent by whom only the unit is known here, not the function.
CREATE POLICY reader ON consolidation FOR SELECT TO tonghop_reports_reader USING (
    EXISTS (SELECT FROM unit_reach AS reach
             WHERE reach.unit = consolidation.unit
               AND reach.root = ANY ((SELECT array_agg(split_part(root, '/', 1)) FROM unnest(string_to_array(current_setting('tonghop.roots', true), ',')) AS root)::text[])));

-- The service for itself: it publishes, reminds and looks up keys for everybody. It inserts versions only under a root that reaches their unit, and
-- changes or deletes none. A writer from before this migration names no root and does not say that it would; a later migration shuts it out.
CREATE POLICY service_reads ON report_version FOR SELECT TO CURRENT_USER USING (true);
-- Most report for themselves, and a unit reaches itself: that is told without a look at the table.
CREATE POLICY service_inserts ON report_version FOR INSERT TO CURRENT_USER WITH CHECK (
    root = unit
    OR EXISTS (SELECT FROM unit_reach AS reach
             WHERE reach.unit = report_version.unit AND reach.root = split_part(report_version.root, '/', 1)
               AND split_part(report_version.root, '/', 2) IN ('', report_version.function))
    OR (root IS NULL AND current_setting('tonghop.writer', true) IS DISTINCT FROM 'names roots'));
CREATE POLICY service ON idempotency TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY service ON consolidation TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY service ON import TO CURRENT_USER USING (true) WITH CHECK (true);
