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

-- Whom the services become to read: for a caller (reader), or what figures are made of (leaves). Nobody logs in as one of them, and none passes
-- row-level security. The migrations say what each may see.
SELECT format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT', wanted.role)
  FROM (VALUES ('tonghop_plans_reader'), ('tonghop_reports_reader'), ('tonghop_aggregation_reader'), ('tonghop_aggregation_leaves')) AS wanted (role)
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.role)
\gexec
GRANT tonghop_plans_reader TO tonghop_plans;
GRANT tonghop_reports_reader TO tonghop_reports;
GRANT tonghop_aggregation_reader, tonghop_aggregation_leaves TO tonghop_aggregation;

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
