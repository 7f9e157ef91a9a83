-- Roll-ups packed like the leaves (0012): nine of ten figures of a row are missing or 0, a byte each instead of eight, and rows go out in binary.
ALTER TABLE rollup ALTER COLUMN figures TYPE bytea USING cells_packed(figures);
DO $$
BEGIN
    ALTER TABLE rollup ALTER COLUMN figures SET COMPRESSION lz4; -- again: 0011
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END
$$;
COMMENT ON COLUMN rollup.figures IS 'In as few bytes as they need: cells_unpacked(figures) gives them as bigint[]';

CREATE TYPE rollup_row AS (
    unit text COLLATE "C",
    revision bigint,
    gone boolean,
    figures bytea
);
COMMENT ON TYPE rollup_row IS 'A row of rollup as the materialiser sends it; form and period are the same for all';

CREATE TYPE rollup_event_row AS (
    id uuid,
    unit text COLLATE "C",
    revision bigint,
    trace text,
    payload text
);
COMMENT ON TYPE rollup_event_row IS 'What its row of outbox says, as the materialiser sends it; payload NULL: a tombstone';
