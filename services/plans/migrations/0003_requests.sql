-- Ad hoc requests and extensions are documents of the catalogue like the others, so the view of what is published carries them already.

ALTER TABLE record DROP CONSTRAINT record_kind_check;
ALTER TABLE record ADD CONSTRAINT record_kind_check
    CHECK (kind IN ('holidays', 'programme', 'agency', 'indicator', 'form', 'request', 'extension'));
