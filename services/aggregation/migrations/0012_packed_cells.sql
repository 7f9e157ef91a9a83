-- Cells of the leaves in as few bytes as they need: bigint[] took three times the room, and turning it into bytes two thirds of the time in which a
-- month is read. How they are packed: shared/domain/packed_figures.h, by which the service packs and reads them. The table is written anew.

-- The same figures are the same bytes. A code is shifted without its sign: it stands for 64 bits.
CREATE FUNCTION cells_packed(cells bigint[]) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(string_agg(CASE
               WHEN code BETWEEN 0 AND 127 THEN substring(int8send(code) FROM 8)
               WHEN code BETWEEN 128 AND 16383 THEN substring(int8send(((code & 127 | 128) << 8) | (code >> 7)) FROM 7)
               ELSE (SELECT string_agg(substring(int8send(part & 127 | CASE WHEN part BETWEEN 0 AND 127 THEN 0 ELSE 128 END) FROM 8), '' ORDER BY septet)
                       FROM (SELECT septet, CASE septet WHEN 0 THEN code ELSE (code >> (7 * septet)) & ((1::bigint << (64 - 7 * septet)) - 1) END AS part
                               FROM generate_series(0, 9) AS septet) AS parts
                      WHERE part <> 0)
           END, '' ORDER BY place), '')
      FROM (SELECT place, CASE WHEN cell IS NULL THEN 0 WHEN cell < 0 THEN (-cell) << 1 ELSE (cell << 1) | 1 END AS code
              FROM unnest(cells) WITH ORDINALITY AS given (cell, place)) AS coded
$$;
COMMENT ON FUNCTION cells_packed IS 'Figures in form order as report_version keeps them';

CREATE FUNCTION cells_unpacked(packed bytea) RETURNS bigint[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    cells bigint[] := '{}';
    code bigint := 0;
    bits integer := 0;
    septet integer;
BEGIN
    FOR at IN 0 .. length(packed) - 1 LOOP
        septet := get_byte(packed, at);
        IF bits > 0 AND septet = 0 OR bits = 63 AND septet > 1 THEN
            RAISE EXCEPTION 'byte % of packed cells is none that was packed', at USING ERRCODE = 'data_exception';
        END IF;
        code := code | ((septet & 127)::bigint << bits);
        bits := bits + 7;
        IF septet < 128 THEN
            cells := cells || CASE WHEN code = 0 THEN NULL WHEN code & 1 = 1 THEN (code >> 1) & x'7fffffffffffffff'::bigint
                                   ELSE -((code >> 1) & x'7fffffffffffffff'::bigint) END;
            code := 0;
            bits := 0;
        END IF;
    END LOOP;
    IF bits > 0 THEN
        RAISE EXCEPTION 'packed cells end in the middle of one' USING ERRCODE = 'data_exception';
    END IF;
    RETURN cells;
END $$;
COMMENT ON FUNCTION cells_unpacked IS 'What report_version keeps in cells, as figures in form order; NULL where missing';

ALTER TABLE report_version ALTER COLUMN cells TYPE bytea USING cells_packed(cells);
COMMENT ON COLUMN report_version.cells IS 'Figures in form order, scaled by the indicator''s decimals, in as few bytes as they need: cells_unpacked(cells) gives them as bigint[], NULL where missing. Two versions say the same if and only if these bytes are the same';

CREATE TYPE leaf_row AS (
    form text COLLATE "C",
    period text COLLATE "C",
    unit text COLLATE "C",
    agency text COLLATE "C",
    epoch bigint,
    version integer,
    report uuid,
    state text,
    function text COLLATE "C",
    form_version integer,
    period_start date,
    period_end date,
    timeliness text,
    first_submitted_us bigint,
    recorded_us bigint,
    cells bytea,
    partition integer,
    "offset" bigint
);
COMMENT ON TYPE leaf_row IS 'A row of report_version as the consumer sends it';

COMMENT ON TABLE report_version IS 'The leaves: every version of every report as received, whether or not its unit and form are known. unit: stable id; agency: canonical code. A restored ledger raises epoch. partition and offset: where it came from';
