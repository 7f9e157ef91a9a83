-- Figures and events are stored anew all the time: a compression that is quick costs less than it saves.
DO $$
BEGIN
    ALTER TABLE rollup ALTER COLUMN figures SET COMPRESSION lz4;
    ALTER TABLE outbox ALTER COLUMN payload SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    NULL; -- a server without it goes on with the one it has
END
$$;
