-- The database "tonghop" and a role with a schema of its own for each service. Runs as often as you like; changes only what is missing.
\getenv plans_password PLANS_PASSWORD
\getenv reports_password REPORTS_PASSWORD
\getenv aggregation_password AGGREGATION_PASSWORD

SELECT format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD %L', wanted.role, wanted.password)
  FROM (VALUES ('tonghop_plans', :'plans_password'),
               ('tonghop_reports', :'reports_password'),
               ('tonghop_aggregation', :'aggregation_password')) AS wanted (role, password)
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.role)
\gexec

SELECT 'CREATE DATABASE tonghop' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'tonghop')
\gexec

-- Everybody may enter these by default; the services have no business there.
REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;

\connect tonghop
BEGIN;
-- The last statement made is the mark that all were: they share one transaction.
SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'aggregation') AS made \gset
\if :made
\else
REVOKE ALL ON DATABASE tonghop FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE tonghop TO tonghop_plans, tonghop_reports, tonghop_aggregation;
ALTER ROLE tonghop_plans IN DATABASE tonghop SET search_path = plans;
ALTER ROLE tonghop_reports IN DATABASE tonghop SET search_path = reports;
ALTER ROLE tonghop_aggregation IN DATABASE tonghop SET search_path = aggregation;
CREATE SCHEMA plans AUTHORIZATION tonghop_plans;
CREATE SCHEMA reports AUTHORIZATION tonghop_reports;
CREATE SCHEMA aggregation AUTHORIZATION tonghop_aggregation;
\endif
COMMIT;
