-- The second line: the database itself keeps from a caller what lies outside his roots, whatever the service asks it. Reads for a caller run as
-- tonghop_aggregation_reader with the settings tonghop.roots and tonghop.client; without them nothing is seen. Cubes are made of everything
-- that was received of a form and period: tonghop_aggregation_leaves reads that and nothing else, and the serialiser looks at what leaves.

CREATE TABLE unit_reach (
    unit text COLLATE "C" NOT NULL,
    root text COLLATE "C" NOT NULL,
    stands boolean NOT NULL,
    PRIMARY KEY (unit, root)
);
COMMENT ON TABLE unit_reach IS 'Of every unit the roots that may see something of it, as it stood on any date; written with every change of units, before the snapshot that knows it. stands: the root is this unit, or what holds all of it';

DO $$
DECLARE
    guarded text;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO tonghop_aggregation_reader, tonghop_aggregation_leaves', current_schema());
    FOREACH guarded IN ARRAY ARRAY['report_version', 'idempotency', 'consolidation', 'consolidation_source', 'consolidation_recipient'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', guarded);
        EXECUTE format('CREATE POLICY service ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', guarded);
    END LOOP;
END
$$;
GRANT SELECT ON report_version, change_mark, rollup, rollup_state TO tonghop_aggregation_leaves;
GRANT SELECT ON idempotency, consolidation, consolidation_source, consolidation_recipient, unit_reach TO tonghop_aggregation_reader;

CREATE POLICY leaves ON report_version FOR SELECT TO tonghop_aggregation_leaves USING (true);
CREATE POLICY reader ON idempotency FOR SELECT TO tonghop_aggregation_reader
    USING (client = (SELECT current_setting('tonghop.client', true)));

-- In the name of the owner: a policy on recipients that looked at consolidations, whose policy looks at recipients, would never end.
CREATE FUNCTION consolidation_is_received(which uuid, roots text[]) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
    SELECT EXISTS (SELECT FROM consolidation_recipient AS recipient JOIN unit_reach AS reach ON reach.unit = recipient.unit AND reach.stands
                    WHERE recipient.consolidation = which
                      AND (reach.root = ANY (roots) OR reach.root || '/' || recipient.function = ANY (roots)))
$$;
REVOKE ALL ON FUNCTION consolidation_is_received FROM PUBLIC;
GRANT EXECUTE ON FUNCTION consolidation_is_received TO tonghop_aggregation_reader;

CREATE POLICY reader ON consolidation FOR SELECT TO tonghop_aggregation_reader USING (
    EXISTS (SELECT FROM unit_reach AS reach
             WHERE reach.unit = consolidation.unit
               AND (reach.root = ANY ((SELECT string_to_array(current_setting('tonghop.roots', true), ','))::text[])
                 OR reach.root || '/' || consolidation.function = ANY ((SELECT string_to_array(current_setting('tonghop.roots', true), ','))::text[])))
    OR (state = 'sent' AND consolidation_is_received(id, (SELECT string_to_array(current_setting('tonghop.roots', true), ',')))));
-- Seen with the consolidation they belong to.
CREATE POLICY reader ON consolidation_source FOR SELECT TO tonghop_aggregation_reader
    USING (EXISTS (SELECT FROM consolidation AS whole WHERE whole.id = consolidation_source.consolidation));
CREATE POLICY reader ON consolidation_recipient FOR SELECT TO tonghop_aggregation_reader
    USING (EXISTS (SELECT FROM consolidation AS whole WHERE whole.id = consolidation_recipient.consolidation));
