-- What the entries on units and on the edges of reorganisations say is held against the tables too, from now on: earlier entries have the digest of
-- the file that was sent, which is not kept.

CREATE TABLE audit_units_since (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    seq bigint NOT NULL,
    recorded_us bigint NOT NULL
);
COMMENT ON TABLE audit_units_since IS 'The last entry of the chain of effects whose digest of units or edges is that of a file, and when this was so';
INSERT INTO audit_units_since (seq, recorded_us)
SELECT coalesce(max(seq), 0), (extract(epoch FROM clock_timestamp()) * 1000000)::bigint FROM audit WHERE chain = 'effects';

CREATE FUNCTION unit_table_digest() RETURNS bytea LANGUAGE sql STABLE SET search_path FROM CURRENT AS
$$SELECT sha256(coalesce(string_agg(sha256(record_send(ROW(unit, level, code, parent, name, type, valid_from, valid_until))), '' ORDER BY unit, valid_from), ''))
    FROM unit_version$$;
COMMENT ON FUNCTION unit_table_digest() IS 'SHA-256 over the SHA-256 of every version of every unit, in the order of their keys';

CREATE FUNCTION reorganisation_digest(asked text, of_version integer) RETURNS bytea LANGUAGE sql STABLE SET search_path FROM CURRENT AS
$$SELECT sha256(sha256(record_send(ROW(code, version, effective_date, name_vi, name_en, act, edges, skipped, sha256, recorded_us, subject))) ||
         coalesce((SELECT string_agg(sha256(record_send(ROW(position, from_unit, to_unit, kind, note, share_part, share_of, share_basis))), '' ORDER BY position)
                     FROM succession WHERE succession.reorganisation = code AND succession.version = reorganisation.version), ''))
    FROM reorganisation WHERE code = asked AND version = of_version$$;
COMMENT ON FUNCTION reorganisation_digest(text, integer) IS 'SHA-256 over the SHA-256 of a version of a reorganisation and of each of its edges';

CREATE OR REPLACE VIEW audit_said (object, version, stored, chain, seq) AS
SELECT object, version, stored, chain, seq
  FROM audit
 WHERE split_part(object, ':', 1) NOT IN ('job', 'units', 'reorganisation')
UNION ALL
SELECT object, version, stored, chain, seq
  FROM audit
 WHERE split_part(object, ':', 1) = 'reorganisation' AND chain = 'effects' AND seq > (SELECT since.seq FROM audit_units_since AS since)
UNION ALL
(SELECT 'units', 0, stored, chain, seq
   FROM audit
  WHERE split_part(object, ':', 1) = 'units' AND chain = 'effects' AND seq > (SELECT since.seq FROM audit_units_since AS since)
  ORDER BY seq DESC LIMIT 1);
COMMENT ON VIEW audit_said IS 'What the entries say of versions that audit_stored has; of the units, which are one table, what the last one says';

CREATE OR REPLACE VIEW audit_stored (object, version, recorded_us, digest) AS
SELECT 'plan:' || plan, version::bigint, recorded_us,
       sha256(record_send(ROW(plan, version, state, body, recorded_us, subject, reason)))
  FROM plan_version
UNION ALL
SELECT kind || ':' || code, version, recorded_us,
       sha256(record_send(ROW(kind, code, version, edition, body, recorded_us, subject)))
  FROM record
UNION ALL
SELECT kind || ':' || plan || '/' || item || '/' || part, version, recorded_us,
       sha256(record_send(ROW(plan, kind, item, part, version, body, recorded_us, subject)))
  FROM plan_entry
UNION ALL
SELECT 'reorganisation:' || code, version, recorded_us, reorganisation_digest(code, version)
  FROM reorganisation
 WHERE recorded_us > (SELECT since.recorded_us FROM audit_units_since AS since)
UNION ALL
SELECT 'units', 0, 0, unit_table_digest()
 WHERE EXISTS (SELECT FROM audit_said WHERE object = 'units');
