-- Who did what, when, from where: an entry for every effect, in a chain of hashes. Rows are added, and nothing else ever happens to them.

CREATE TABLE audit (
    chain text COLLATE "C" NOT NULL,
    seq bigint NOT NULL CHECK (seq > 0),
    recorded_us bigint NOT NULL,
    subject text NOT NULL,
    client text NOT NULL,
    action text NOT NULL,
    object text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    stored bytea NOT NULL CHECK (octet_length(stored) = 32),
    address text NOT NULL,
    roots text NOT NULL,
    trace text NOT NULL,
    items bytea,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (chain, seq)
);
COMMENT ON TABLE audit IS 'One row for every effect, written in its transaction. hash: SHA-256 over the hash of the row before in the chain and everything in this one (shared/audit/audit.h). object and version: what was made; stored: SHA-256 of it. items: where one effect stored many, UUID, version and SHA-256 of each, 52 bytes together; stored is the SHA-256 of that. subject and client: of the token; roots: the units it covers; address: of the client. Checked by the subcommand verify-audit';

CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit does not change' USING ERRCODE = 'integrity_constraint_violation';
END $$;
COMMENT ON FUNCTION audit_stays() IS 'Refuses every change of table audit but new rows';
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();
REVOKE UPDATE, DELETE, TRUNCATE ON audit FROM PUBLIC, CURRENT_USER;

-- What the entries speak of, to hold one against the other.

CREATE VIEW audit_stored (object, version, recorded_us, digest) AS
SELECT 'report:' || report, version::bigint, recorded_us,
       sha256(record_send(ROW(period_year, form, unit, agency, period, version, report, form_version, function, period_start, period_end,
                              state, timeliness, cells, details, comments, submitted_us, first_submitted_us, due_us, recorded_us, epoch, sha256,
                              submitted_by, subject, client, reason, warnings)))
  FROM report_version;
COMMENT ON VIEW audit_stored IS 'Versions as they are stored now, with the digest that their entries must have. A column that report_version is given later belongs into the digest of those rows alone that have a value there';

CREATE VIEW audit_said (object, version, stored, chain, seq) AS
SELECT object, version, stored, chain, seq
  FROM audit
 WHERE object LIKE 'report:%'
UNION ALL
SELECT 'report:' || encode(substring(items FROM place FOR 16), 'hex')::uuid,
       ('x' || encode(substring(items FROM place + 16 FOR 4), 'hex'))::bit(32)::integer, substring(items FROM place + 20 FOR 32), chain, seq
  FROM audit CROSS JOIN generate_series(1, octet_length(items), 52) AS place
 WHERE items IS NOT NULL;
COMMENT ON VIEW audit_said IS 'What the entries say of versions that audit_stored has: each for itself, or those of an import in its list';

CREATE TYPE audit_write AS (
    chain text,
    seq bigint,
    recorded_us bigint,
    subject text,
    client text,
    action text,
    object text,
    version bigint,
    stored bytea,
    address text,
    roots text,
    trace text,
    items bytea,
    hash bytea
);
COMMENT ON TYPE audit_write IS 'An entry as the writer sends it: an array of them beside that of the versions';

CREATE FUNCTION audit_whole(stored bigint, given bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF stored <> given THEN
        RAISE EXCEPTION '% of % versions can be stored', stored, given USING ERRCODE = 'TH001';
    END IF;
    RETURN true;
END $$;
COMMENT ON FUNCTION audit_whole(bigint, bigint) IS 'Undoes the statement with SQLSTATE TH001 where not all that was given is stored: the entries that came with it are hashed for all of them';
