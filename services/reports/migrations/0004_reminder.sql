-- How far reminders have been told. Whoever moves a mark forward tells, in the same transaction, what lies between.

CREATE TABLE reminder_mark (
    kind text PRIMARY KEY CHECK (kind IN ('dueSoon', 'late')),
    until_us bigint NOT NULL,
    position text COLLATE "C"
);
COMMENT ON TABLE reminder_mark IS 'One row per kind of reminder: everything before until_us is told. position: of those at exactly that moment, told up to and with this one; NULL: all of them';
