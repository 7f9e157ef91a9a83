-- What signed consolidations showed of small counts, and what they kept back, to whoever may not see raw figures.

CREATE TABLE consolidation_figure (
    consolidation uuid NOT NULL REFERENCES consolidation,
    form text COLLATE "C" NOT NULL,
    line text COLLATE "C" NOT NULL,
    cell text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    own boolean NOT NULL,
    span_start date NOT NULL,
    span_end date NOT NULL CHECK (span_end > span_start),
    value bigint NOT NULL,
    hidden boolean NOT NULL,
    PRIMARY KEY (consolidation, form, cell, unit, own, span_start, span_end)
);
CREATE INDEX consolidation_figure_form ON consolidation_figure (form, span_end, span_start);
COMMENT ON TABLE consolidation_figure IS 'The cells that withhold small counts, and those that a rule of the form joins to them, as the edition without small counts of a signed consolidation says them. line: function of the agencies that were gathered, empty for all; own: of the unit''s own agencies, not of all below it; hidden: kept back, and so from then on in every other consolidation. Written once, when it is signed';

CREATE FUNCTION consolidation_figure_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what a consolidation kept back does not change' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER consolidation_figure_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON consolidation_figure
    FOR EACH STATEMENT EXECUTE FUNCTION consolidation_figure_stays();
