-- An import belongs to the process that runs it, which holds an advisory lock of that name as long as it lives.

ALTER TABLE import ADD COLUMN owner uuid;
COMMENT ON COLUMN import.owner IS 'Whose session runs it: its advisory lock is free once it is gone, and the import counts as interrupted';
CREATE INDEX import_open ON import (id) WHERE state IN ('queued', 'running');
