-- What is said of the targets that are judged in words goes with the plan to those who show its attainment.

CREATE OR REPLACE VIEW published_plan (id, value) AS
SELECT plan::text,
       json_build_object('code', code, 'id', plan, 'version', version, 'state', state, 'recordedOn', local_day(recorded_us), 'body', body::json,
           'allocations', (SELECT coalesce(json_object_agg(item, entry.body::json -> 'allocations' ORDER BY item), '{}')
                             FROM newest_plan_entry AS entry
                            WHERE entry.plan = plan_in_force.plan AND kind = 'allocation'),
           'assessments', (SELECT coalesce(json_object_agg(item, said ORDER BY item), '{}')
                             FROM (SELECT item, json_agg(json_build_object('period', part, 'text', entry.body::json -> 'text',
                                                                           'state', entry.body::json -> 'state') ORDER BY part) AS said
                                     FROM newest_plan_entry AS entry
                                    WHERE entry.plan = plan_in_force.plan AND kind = 'assessment'
                                    GROUP BY item) AS by_target))::text
  FROM plan_in_force;
COMMENT ON VIEW published_plan IS 'Plans as the reference topic carries them: the version in force, with the allocations and the assessments that are recorded by target';
