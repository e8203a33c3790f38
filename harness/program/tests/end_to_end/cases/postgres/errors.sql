CREATE TABLE t (id integer PRIMARY KEY, n integer)
-- Syntax and names: class 42.
SELEC 1
--! 42601
SELECT
--> [[]]
SELECT 1 +
--! 42601
SELECT 'open
--! 42601
SELECT "open
--! 42601
SELECT $$open
--! 42601
SELECT 1; SELECT 2
--! multiple_statements
SELECT * FORM t
--! 42601
SELECT FROM WHERE
--! 42601
SELECT 1 /* never closed
--! 42601
SELECT * FROM nosuch
--! 42P01
SELECT * FROM nosuch.t
--! 42P01
SELECT nosuch FROM t
--! 42703
SELECT t.nosuch FROM t
--! 42703
SELECT x.id FROM t
--! 42P01
SELECT id FROM t AS a, t AS b
--! 42702
SELECT nosuch(1)
--! 42883
SELECT length(1, 2)
--! 42883
SELECT length(ARRAY[1])
--! 42883
SELECT upper(1)
--! 42883
SELECT 1 + 'x'::text
--! 42883
SELECT 'a' + 'b'
--! 42725
SELECT -'x'::text
--! 42883
SELECT now() + 1
--! 42883
SELECT true + 1
--! 42883
SELECT 1 = 'x'::text
--! 42883
SELECT 1::nosuch
--! 42704
SELECT 1::boolean::date
--! 42846
SELECT CAST('x' AS date)
--! 22007
SELECT t FROM t GROUP BY id HAVING nosuch > 1
--! 42703
SELECT id, count(*) FROM t
--! 42803
SELECT max(count(*)) FROM t
--! 42803
SELECT 1 LIMIT (SELECT 1 UNION SELECT 2)
--! 21000
SELECT unnest(ARRAY[1]) FROM t WHERE unnest(ARRAY[1]) = 1
--! 0A000
SELECT $1
--! parameter_mismatch
SELECT $1 + $2
--! 42725
INSERT INTO t (id, id) VALUES (1, 1)
--! 42701
INSERT INTO t VALUES (1, 2, 3)
--! 42601
UPDATE t SET nosuch = 1
--! 42703
DELETE FROM t WHERE nosuch = 1
--! 42703
CREATE TABLE t (a integer)
--! 42P07
CREATE VIEW t AS SELECT 1
--! 42P07
CREATE INDEX ON t (nosuch)
--! 42703
CREATE TABLE x (a integer, CHECK (nosuch > 1))
--! 42703
CREATE TABLE x (a integer REFERENCES nosuch)
--! 42P01
CREATE TABLE x (a text REFERENCES t)
--! 42804
CREATE TABLE x (a integer REFERENCES t (n))
--! 42830
CREATE SCHEMA pg_mine
--! 42939
DROP TABLE nosuch
--! 42P01
DROP TABLE IF EXISTS nosuch
DROP VIEW t
--! 42809
DROP FUNCTION nosuch()
--! 42883
DROP TYPE nosuch
--! 42704
ALTER TABLE nosuch ADD COLUMN a integer
--! 42P01
ALTER TABLE t DROP CONSTRAINT nosuch
--! 42704
CREATE FUNCTION f() RETURNS integer LANGUAGE nosuch AS ''
--! 42704
CREATE EXTENSION nosuch
--! 0A000
SET nosuch = 1
--! 42704
SET work_mem = 'x'
--! 22023
SET timezone = 'Nowhere'
--! 22023
SELECT set_config('nosuch.own', 'v', true), current_setting('nosuch.own')
--> [["v", "v"]]
-- Data: class 22.
SELECT 1 / 0
--! 22012
SELECT 'x'::integer
--! 22P02
SELECT '2024-99-01'::date
--! 22008
SELECT '99999'::smallint
--! 22003
SELECT '10000-01-01x'::date
--! 22007
SELECT 'x'::uuid
--! 22P02
SELECT 'x'::inet
--! 22P02
SELECT 'x'::point
--! 22P02
SELECT '{1'::integer[]
--! 22P02
SELECT '[1'::json
--! 22P02
SELECT 'x'::jsonpath
--! 42601
SELECT 'a &'::tsquery
--! 42601
SELECT 'x'::bit(1)
--> [["0"]]
SELECT substring('x' FROM 1 FOR -1)
--! 22011
SELECT chr(1114112)
--! 54000
SELECT repeat('x', 2000000000)
--! 54000
SELECT lpad('x', 2000000000)
--! 54000
SELECT decode('x', 'base64')
--! 22023
SELECT decode('xx', 'hex')
--! 22023
SELECT decode('x', 'nosuch')
--! 22023
SELECT convert_from('\xff', 'UTF8')
--! 22021
SELECT to_timestamp('x', 'YYYY')
--! 22007
SELECT date_part('nosuch', now())
--! 22023
SELECT make_time(25, 0, 0)
--! 22008
SELECT 'a' ~ '['
--! 2201B
SELECT sqrt(-1)
--! 2201F
SELECT 10::numeric ^ 1000000
--! 22003
SELECT log(-1)
--! 2201E
SELECT width_bucket(1, 2, 2, 3)
--! 2201G
SELECT array_fill(1, ARRAY[-1])
--! 54000
SELECT ARRAY[1, 2] || ARRAY[[1, 2], [3, 4]] || ARRAY[[[1]]]
--! 2202E
SELECT percentile_cont(2) WITHIN GROUP (ORDER BY 1.0)
--! 22003
SELECT get_byte('\x00', 5)
--! 2202E
SELECT 1::numeric(1, 5000)
--! 22023
SELECT 'x'::char(0)
--! 22023
-- Constraints: class 23.
INSERT INTO t VALUES (1, 1)
INSERT INTO t VALUES (1, 1)
--! 23505
INSERT INTO t VALUES (NULL, 1)
--! 23502
-- Other classes.
SELECT pg_advisory_lock(1), pg_try_advisory_lock(2), pg_advisory_unlock(3)
--> [["", true, false]]
LOCK TABLE t IN EXCLUSIVE MODE
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE
BEGIN
SET TRANSACTION READ ONLY
INSERT INTO t VALUES (5, 5)
COMMIT
--! 25006
BEGIN
SET TRANSACTION ISOLATION LEVEL SERIALIZABLE
SELECT count(*) FROM t
COMMIT
--> [[1]]
SELECT txid_current() > 0, pg_current_xact_id() IS NOT NULL
--> [[true, true]]
SELECT count(*) FROM generate_series(1, 10) AS a, generate_series(1, 10) AS b, generate_series(1, 10) AS c
--> [[1000]]
SELECT length(string_agg(md5(g::text), '')) FROM generate_series(1, 2000) AS g
--> [[64000]]
SELECT g, repeat('x', 3) FROM generate_series(1, 3) AS g WHERE g <> 2
--> [[1, "xxx"], [3, "xxx"]]
GRANT SELECT ON t TO PUBLIC
REVOKE ALL ON t FROM PUBLIC
SELECT id FROM t ORDER BY id
--> [[1]]
-- What belongs to PostgreSQL itself.
SHOW allow_system_table_mods
--> [["off"]]
CREATE TABLE pg_catalog.mine (a integer)
--! 42501
CREATE TABLE information_schema.mine (a integer)
--! 42501
DROP TABLE pg_catalog.pg_class
--! 42501
ALTER TABLE pg_catalog.pg_class ADD COLUMN mine integer
--! 42501
DELETE FROM pg_catalog.pg_class
--! 42501
INSERT INTO pg_catalog.pg_namespace (oid, nspname, nspowner) VALUES (1, 'x', 10)
--! 42501
DROP SCHEMA pg_catalog CASCADE
--! 42501
DROP FUNCTION pg_catalog.now()
--! 42501
CREATE OR REPLACE FUNCTION pg_catalog.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT NULL::timestamptz'
--! 42501
SELECT rolname FROM pg_authid
--! 42501
SELECT rolname FROM pg_roles WHERE rolname = current_user
--> [["tenant"]]
SELECT passwd IS NOT NULL FROM pg_shadow
--! 42501
