-- Consolidated reports of an agency: what was gathered, from which versions of reports, who signed it, who has taken it, and what came after.

CREATE TABLE consolidation (
    id uuid PRIMARY KEY,
    unit text COLLATE "C" NOT NULL,
    agency text COLLATE "C" NOT NULL,
    function text COLLATE "C" NOT NULL,
    line text COLLATE "C",
    programme text COLLATE "C" NOT NULL,
    forms text COLLATE "C" NOT NULL,
    series text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    period_start date NOT NULL,
    period_end date NOT NULL CHECK (period_end > period_start),
    plan text COLLATE "C",
    version bigint NOT NULL CHECK (version > 0),
    state text NOT NULL CHECK (state IN ('draft', 'signed', 'sent', 'discarded')),
    number integer CHECK (number > 0),
    document text NOT NULL,
    document_sha256 text,
    document_seal text,
    withheld text NOT NULL,
    withheld_sha256 text,
    withheld_seal text,
    created_us bigint NOT NULL,
    created_by text NOT NULL,
    signed_us bigint,
    signed_by text CHECK (signed_by <> created_by),
    sent_us bigint,
    sent_by text,
    discarded_by text,
    outdated_us bigint,
    differences text,
    withheld_differences text,
    UNIQUE (unit, agency, period, series, number),
    CHECK ((state IN ('signed', 'sent')) = (number IS NOT NULL AND signed_us IS NOT NULL AND signed_by IS NOT NULL
                                            AND document_sha256 IS NOT NULL AND document_seal IS NOT NULL
                                            AND withheld_sha256 IS NOT NULL AND withheld_seal IS NOT NULL)),
    CHECK ((state = 'sent') = (sent_us IS NOT NULL)),
    CHECK (document_sha256 = encode(sha256(convert_to(document, 'UTF8')), 'hex')),
    CHECK (withheld_sha256 = encode(sha256(convert_to(withheld, 'UTF8')), 'hex'))
);
CREATE INDEX consolidation_unit ON consolidation (unit, period);
COMMENT ON TABLE consolidation IS 'One consolidated report of an agency. forms: codes in the order of the report, series: the same ones sorted; both joined by commas. line: only what agencies of this function report was gathered; NULL: what all do. number: 1, 2, ... of what the agency signed for the same forms and period. document: canonical JSON with all figures; withheld: the same without small counts, for who may not see them; each with its SHA-256 and seal once signed. version: rises with every change of the row. outdated_us: when a report below was first seen to be another than when this was drafted, with the differences for either kind of reader';

-- What the agency has signed so far; its row lock puts two signatures in order.
CREATE TABLE consolidation_number (
    unit text COLLATE "C" NOT NULL,
    agency text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    series text COLLATE "C" NOT NULL,
    last_number integer NOT NULL,
    PRIMARY KEY (unit, agency, period, series)
);
COMMENT ON TABLE consolidation_number IS 'The last number given to a consolidation of an agency, period and set of forms';

CREATE TABLE consolidation_source (
    consolidation uuid NOT NULL REFERENCES consolidation,
    form text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    agency text COLLATE "C" NOT NULL,
    report uuid NOT NULL,
    epoch bigint NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (consolidation, form, period, unit, agency)
);
COMMENT ON TABLE consolidation_source IS 'The versions of reports that the figures of a consolidation were made of, those of other periods and of the plan''s targets too';

CREATE TABLE consolidation_ground (
    consolidation uuid NOT NULL REFERENCES consolidation,
    form text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    marks text COLLATE "C" NOT NULL,
    PRIMARY KEY (consolidation, form, period)
);
CREATE INDEX consolidation_ground_form ON consolidation_ground (form, period);
COMMENT ON TABLE consolidation_ground IS 'What had been received of each form and period when the consolidation was last held against the reports, as partition:offset:generation in order; other marks mean that it has to be looked at again';

CREATE TABLE consolidation_recipient (
    consolidation uuid NOT NULL REFERENCES consolidation,
    place integer NOT NULL,
    unit text COLLATE "C" NOT NULL,
    agency text COLLATE "C" NOT NULL,
    function text COLLATE "C" NOT NULL,
    state text NOT NULL CHECK (state IN ('pending', 'accepted', 'returned')),
    decided_us bigint,
    decided_by text,
    reason text,
    PRIMARY KEY (consolidation, unit, agency),
    CHECK ((state = 'pending') = (decided_us IS NULL)),
    CHECK (state <> 'returned' OR reason IS NOT NULL)
);
CREATE INDEX consolidation_recipient_agency ON consolidation_recipient (unit, agency);
COMMENT ON TABLE consolidation_recipient IS 'Who a consolidation goes to, and what each has decided for itself';

CREATE TABLE seal_key (
    kid text PRIMARY KEY,
    jwk text NOT NULL,
    first_used_us bigint NOT NULL
);
COMMENT ON TABLE seal_key IS 'The public half of every key that ever sealed a consolidation';

-- What was signed never changes, whoever asks; only what becomes of it is noted beside it.
CREATE FUNCTION consolidation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state NOT IN ('signed', 'sent') THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state IN (OLD.state, 'sent') AND NEW.version > OLD.version
       AND (NEW.sent_us IS NOT DISTINCT FROM OLD.sent_us OR OLD.state = 'signed')
       AND (NEW.id, NEW.unit, NEW.agency, NEW.function, NEW.programme, NEW.forms, NEW.series, NEW.period, NEW.period_start, NEW.period_end,
            NEW.number, NEW.document, NEW.document_sha256, NEW.document_seal, NEW.withheld, NEW.withheld_sha256, NEW.withheld_seal,
            NEW.created_us, NEW.created_by, NEW.signed_us, NEW.signed_by)
         = (OLD.id, OLD.unit, OLD.agency, OLD.function, OLD.programme, OLD.forms, OLD.series, OLD.period, OLD.period_start, OLD.period_end,
            OLD.number, OLD.document, OLD.document_sha256, OLD.document_seal, OLD.withheld, OLD.withheld_sha256, OLD.withheld_seal,
            OLD.created_us, OLD.created_by, OLD.signed_us, OLD.signed_by)
       AND (NEW.plan, NEW.line) IS NOT DISTINCT FROM (OLD.plan, OLD.line) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'consolidation % is signed: it does not change', OLD.id USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER consolidation_stays BEFORE UPDATE OR DELETE ON consolidation FOR EACH ROW EXECUTE FUNCTION consolidation_stays();

CREATE FUNCTION consolidation_source_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    which uuid := CASE TG_OP WHEN 'INSERT' THEN NEW.consolidation ELSE OLD.consolidation END;
BEGIN
    IF TG_OP = 'UPDATE' OR EXISTS (SELECT FROM consolidation WHERE id = which AND state IN ('signed', 'sent')) THEN
        RAISE EXCEPTION 'the sources of consolidation % do not change', which USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consolidation_source_stays BEFORE INSERT OR UPDATE OR DELETE ON consolidation_source
    FOR EACH ROW EXECUTE FUNCTION consolidation_source_stays();

CREATE FUNCTION consolidation_not_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'consolidations are not deleted together' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER consolidation_not_emptied BEFORE TRUNCATE ON consolidation FOR EACH STATEMENT EXECUTE FUNCTION consolidation_not_emptied();
CREATE TRIGGER consolidation_source_not_emptied BEFORE TRUNCATE ON consolidation_source
    FOR EACH STATEMENT EXECUTE FUNCTION consolidation_not_emptied();
