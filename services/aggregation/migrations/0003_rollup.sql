-- What the reports add up to, written down for those who follow and for long series. Computed from the leaves; may be thrown away.

CREATE TABLE rollup_state (
    form text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    basis text COLLATE "C" NOT NULL,
    marks text COLLATE "C" NOT NULL,
    refreshed_us bigint NOT NULL,
    PRIMARY KEY (form, period)
);
COMMENT ON TABLE rollup_state IS 'What the rows of a form and period in rollup were computed with. basis: hash of tree, duties and form; marks: what had been received, as partition:offset:generation in order. Locked by who refreshes the rows';

CREATE TABLE rollup (
    form text COLLATE "C" NOT NULL,
    period text COLLATE "C" NOT NULL,
    unit text COLLATE "C" NOT NULL,
    revision bigint NOT NULL CHECK (revision > 0),
    gone boolean NOT NULL,
    figures bigint[] NOT NULL,
    PRIMARY KEY (form, period, unit)
);
COMMENT ON TABLE rollup IS 'The roll-up of every unit with units below it in which something is owed or reported, for reports of exactly this period. figures: expected, reported, accepted, on time, late, additional, unresolved; then for the submitted and the accepted view, for all and for the unit''s own agencies, the sum (NULL: missing) and the number of values of each cell in form order. gone: the unit is no longer on the tree of the period, or nothing is owed or reported there any more';
