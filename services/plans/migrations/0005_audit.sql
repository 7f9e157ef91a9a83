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
  FROM plan_entry;
COMMENT ON VIEW audit_stored IS 'Versions as they are stored now, with the digest that their entries must have';

CREATE VIEW audit_said (object, version, stored, chain, seq) AS
SELECT object, version, stored, chain, seq
  FROM audit
 WHERE split_part(object, ':', 1) NOT IN ('job', 'units', 'reorganisation');
COMMENT ON VIEW audit_said IS 'What the entries say of versions that audit_stored has';

ALTER TABLE job ADD COLUMN client text NOT NULL DEFAULT '', ADD COLUMN address text NOT NULL DEFAULT '', ADD COLUMN roots text NOT NULL DEFAULT '';
COMMENT ON COLUMN job.client IS 'With subject, address, roots and trace: on whose request it runs, for its audit entry';
