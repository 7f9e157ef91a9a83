-- Whose figures a consolidation gathers is decided form by form: a department may be sent one form by all and gather the next along its own line.

-- A change of type rewrites the rows without an UPDATE: what was signed stays as it was signed.
ALTER TABLE consolidation ALTER COLUMN line TYPE text COLLATE "C" USING CASE WHEN line IS NULL THEN '' ELSE forms END;
ALTER TABLE consolidation ALTER COLUMN line SET NOT NULL;
ALTER TABLE consolidation RENAME COLUMN line TO own_line;
COMMENT ON TABLE consolidation IS 'One consolidated report of an agency. forms: codes in the order of the report, series: the same ones sorted, own_line: those of them that were gathered from agencies of the same function only; all joined by commas. number: 1, 2, ... of what the agency signed for the same forms and period. document: canonical JSON with all figures; withheld: the same without small counts, for who may not see them; each with its SHA-256 and seal once signed. version: rises with every change of the row. outdated_us: when a report below was first seen to be another than when this was drafted, with the differences for either kind of reader';

CREATE OR REPLACE FUNCTION consolidation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state NOT IN ('signed', 'sent') THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state IN (OLD.state, 'sent') AND NEW.version > OLD.version
       AND (NEW.sent_us IS NOT DISTINCT FROM OLD.sent_us OR OLD.state = 'signed')
       AND (NEW.id, NEW.unit, NEW.agency, NEW.function, NEW.own_line, NEW.programme, NEW.forms, NEW.series, NEW.period, NEW.period_start,
            NEW.period_end, NEW.number, NEW.document, NEW.document_sha256, NEW.document_seal, NEW.withheld, NEW.withheld_sha256,
            NEW.withheld_seal, NEW.created_us, NEW.created_by, NEW.signed_us, NEW.signed_by)
         = (OLD.id, OLD.unit, OLD.agency, OLD.function, OLD.own_line, OLD.programme, OLD.forms, OLD.series, OLD.period, OLD.period_start,
            OLD.period_end, OLD.number, OLD.document, OLD.document_sha256, OLD.document_seal, OLD.withheld, OLD.withheld_sha256,
            OLD.withheld_seal, OLD.created_us, OLD.created_by, OLD.signed_us, OLD.signed_by)
       AND NEW.plan IS NOT DISTINCT FROM OLD.plan THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'consolidation % is signed: it does not change', OLD.id USING ERRCODE = 'integrity_constraint_violation';
END $$;
