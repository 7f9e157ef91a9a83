-- A mark that goes back says that the topic was made anew: what was seen of the old one holds no more, even once the new one has grown past it.
ALTER TABLE change_mark ADD COLUMN topic_generation bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN change_mark.topic_generation IS 'Raised whenever last_offset went back';
