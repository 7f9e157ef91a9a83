-- A unit that was divided: how much of it went where, as the act or a census says it.
ALTER TABLE succession
    ADD COLUMN share_part bigint,
    ADD COLUMN share_of bigint,
    ADD COLUMN share_basis text,
    ADD CONSTRAINT succession_share CHECK (
        (share_part IS NULL) = (share_of IS NULL) AND (share_of IS NULL) = (share_basis IS NULL)
        AND share_of > 0 AND share_part BETWEEN 0 AND share_of);
COMMENT ON COLUMN succession.share_part IS 'Of share_of persons, households or whatever share_basis names, so many went along this edge; null: not known';

CREATE OR REPLACE VIEW published (kind, id, value) AS
SELECT 'unit', unit,
       json_build_object('unit', unit, 'versions', json_agg(json_build_object(
           'level', level, 'code', code, 'parent', parent, 'name', name, 'type', type,
           'validFrom', CASE WHEN valid_from > '2012-01-01' THEN valid_from END, 'validUntil', valid_until) ORDER BY valid_from))::text
  FROM unit_version
 GROUP BY unit
UNION ALL
SELECT 'reorganisation', code,
       json_build_object('reorganisation', code, 'version', version, 'effectiveDate', effective_date,
                         'name', json_build_object('vi', name_vi, 'en', name_en), 'act', act::json, 'edges', '[]'::json)::text
  FROM newest_reorganisation
UNION ALL
SELECT 'reorganisation', newest.code || '#' || (position - 1) / 500 + 1,
       json_build_object('reorganisation', newest.code, 'version', newest.version, 'effectiveDate', newest.effective_date,
           'edges', json_agg(CASE WHEN share_of IS NULL
               THEN json_build_object('from', from_unit, 'to', to_unit, 'kind', succession.kind)
               ELSE json_build_object('from', from_unit, 'to', to_unit, 'kind', succession.kind,
                                      'share', json_build_object('part', share_part, 'of', share_of, 'basis', share_basis))
               END ORDER BY position))::text
  FROM newest_reorganisation AS newest
  JOIN succession ON succession.reorganisation = newest.code AND succession.version = newest.version
 GROUP BY newest.code, newest.version, newest.effective_date, (position - 1) / 500
UNION ALL
SELECT kind, code,
       json_build_object('code', code, 'version', version, 'recordedOn', local_day(recorded_us), 'body', body::json)::text
  FROM newest_record
 WHERE kind <> 'form'
UNION ALL
SELECT 'form', code,
       json_build_object('code', code, 'version', max(version), 'recordedOn', local_day(max(recorded_us)),
           'body', (array_agg(body::json ORDER BY edition DESC))[1], 'versions', json_agg(body::json ORDER BY edition))::text
  FROM form_edition
 GROUP BY code
UNION ALL
SELECT 'plan', id, value FROM published_plan;
COMMENT ON VIEW published IS 'Values of the reference topic by typed key. Who adds a kind restates the view and keeps the branches that stand here';
