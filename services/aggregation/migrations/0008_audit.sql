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

CREATE FUNCTION consolidation_digest(consolidation) RETURNS bytea LANGUAGE sql STABLE AS
$$SELECT sha256(record_send(ROW($1.id, $1.unit, $1.agency, $1.function, $1.own_line, $1.programme, $1.forms, $1.period, $1.plan, $1.number,
                                $1.document, $1.document_seal, $1.withheld, $1.withheld_seal, $1.created_us, $1.created_by, $1.signed_us,
                                $1.signed_by)))$$;
COMMENT ON FUNCTION consolidation_digest(consolidation) IS 'SHA-256 of what a consolidation says and who signed it; what becomes of it afterwards is not part of that';

CREATE VIEW audit_stored (object, version, recorded_us, digest) AS
SELECT 'consolidation:' || c.id, 0::bigint, c.created_us, consolidation_digest(c) FROM consolidation c;
COMMENT ON VIEW audit_stored IS 'Consolidations as they are stored now, with the digest that the last entry about them must have';

CREATE VIEW audit_said (object, version, stored, chain, seq) AS
SELECT * FROM (SELECT DISTINCT ON (object) object, 0::bigint, stored, chain, seq
                 FROM audit WHERE object LIKE 'consolidation:%' ORDER BY object, version DESC, seq DESC) AS last;
COMMENT ON VIEW audit_said IS 'What the last entry about each consolidation says';
