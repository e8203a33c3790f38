CREATE TABLE t (id INTEGER PRIMARY KEY, u TEXT UNIQUE, n TEXT NOT NULL DEFAULT 'd', c INTEGER CHECK (c < 10))
INSERT INTO t (u, c) VALUES ('a', 1)
-- Syntax and names.
SELEC 1
SELECT
SELECT 1 FROM
SELECT FROM t
SELECT * FORM t
SELECT (1
SELECT 1)
SELECT 'open
SELECT "open
SELECT 1 +
SELECT @
SELECT 1; SELECT 2
SELECT x'0'
SELECT x'0g'
SELECT 1x
SELECT 0x
SELECT 1e
SELECT * FROM nosuch
SELECT * FROM main.nosuch
SELECT * FROM other.t
SELECT nosuch FROM t
SELECT t.nosuch FROM t
SELECT other.id FROM t
SELECT id FROM t x WHERE t.id = 1
SELECT a.id FROM t a JOIN t b ON a.id = id
SELECT nosuch(1)
SELECT length()
SELECT length(1, 2)
SELECT substr('a')
SELECT count(*), * FROM
SELECT *
SELECT id FROM t GROUP BY
SELECT max(DISTINCT id, 2) FROM t
SELECT id FROM t HAVING id > 1
SELECT CASE END
SELECT 1 IN
SELECT CAST(1 AS)
SELECT 1 COLLATE nosuch < 2
INSERT t VALUES (1)
INSERT INTO t VALUES
INSERT INTO t () VALUES ()
INSERT INTO nosuch VALUES (1)
INSERT INTO t (id, id) VALUES (1, 2)
UPDATE t
UPDATE t SET
UPDATE t SET id = 1 FROM
DELETE t
CREATE TABLE
CREATE TABLE x ()
CREATE TABLE x (a INTEGER PRIMARY KEY, PRIMARY KEY (a))
CREATE TABLE x (a, UNIQUE (b))
CREATE TABLE x (a CHECK (b > 1))
CREATE TABLE x (a CHECK (a > (SELECT 1)))
CREATE TABLE x (a DEFAULT (SELECT 1))
CREATE TABLE t (a)
CREATE TABLE "" (a)
CREATE TABLE sqlite_mine (a)
CREATE INDEX t ON t (u)
CREATE VIEW t AS SELECT 1
DROP TABLE nosuch
DROP VIEW t
DROP INDEX t
ALTER TABLE t
ALTER TABLE t ADD
ALTER TABLE t ALTER COLUMN u TYPE TEXT
TRUNCATE t
SHOW TABLES
MERGE INTO t USING t s ON 1 WHEN MATCHED THEN DELETE
GRANT ALL ON t TO x
-- Constraints.
INSERT INTO t (id) VALUES (1)
INSERT INTO t (u) VALUES ('a')
INSERT INTO t (n) VALUES (NULL)
INSERT INTO t (c) VALUES (10)
INSERT INTO t (id) VALUES ('x')
INSERT INTO t (id) VALUES (1.5)
INSERT INTO t (id) VALUES (x'00')
UPDATE t SET id = 'text'
INSERT INTO t (c) VALUES (NULL), ('9'), ('z')
CREATE UNIQUE INDEX t_c ON t (c % 2)
-- What is refused everywhere, and is taken by SQLite itself.
BEGIN IMMEDIATE
--~ every statement_refused because a request is one transaction
SAVEPOINT a
--~ every statement_refused because a request is one transaction
ATTACH ':memory:' AS other
--~ every statement_refused because a tenant is one database
VACUUM
--~ every statement_refused because a tenant is one database
CREATE TEMP TABLE x (a)
--~ every statement_refused because a connection outlives a request
PRAGMA user_version = 5
--~ every statement_refused because only PRAGMAs that show the schema are taken
PRAGMA writable_schema = 1
--~ every statement_refused because only PRAGMAs that show the schema are taken
SELECT sqlite_version() IS NOT NULL
--~ every statement_refused because the object's SQLite does not let the function be called
SELECT total_changes() >= 0
--~ every statement_refused because it counts over requests
SELECT unistr('a')
--~ every statement_refused because the object's SQLite does not let the function be called
SELECT if(1, 2, 3)
--~ every statement_refused because the object's SQLite does not let the function be called
CREATE TABLE _cf_mine (a)
--~ every statement_refused because the names are the platform's
SELECT load_extension('x')
--~ every statement_refused because the object's SQLite does not let the function be called
CREATE VIRTUAL TABLE r USING rtree (id, a, b)
--~ engines statement_refused because virtual tables but those of full-text search are refused
SELECT soundex('a')
--~ every sql_error because neither the engine nor the object's SQLite is built with it
-- Bounds.
SELECT 1 UNION ALL SELECT 1 UNION ALL SELECT 1 UNION ALL SELECT 1 UNION ALL SELECT 1 UNION ALL SELECT 1 UNION ALL SELECT 1
SELECT - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - id FROM t
SELECT 'abc' GLOB '***************************************************'
SELECT max(1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,51,52,53,54,55,56,57,58,59,60,61,62,63,64,65,66,67,68,69,70,71,72,73,74,75,76,77,78,79,80,81,82,83,84,85,86,87,88,89,90,91,92,93,94,95,96,97,98,99,100,101,102,103,104,105,106,107,108,109,110,111,112,113,114,115,116,117,118,119,120,121,122,123,124,125,126,127)
SELECT max(1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,51,52,53,54,55,56,57,58,59,60,61,62,63,64,65,66,67,68,69,70,71,72,73,74,75,76,77,78,79,80,81,82,83,84,85,86,87,88,89,90,91,92,93,94,95,96,97,98,99,100,101,102,103,104,105,106,107,108,109,110,111,112,113,114,115,116,117,118,119,120,121,122,123,124,125,126,127,128)
SELECT 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,51,52,53,54,55,56,57,58,59,60,61,62,63,64,65,66,67,68,69,70,71,72,73,74,75,76,77,78,79,80,81,82,83,84,85,86,87,88,89,90,91,92,93,94,95,96,97,98,99,100,101
SELECT * FROM t ORDER BY 1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1
CREATE TABLE loop (n INTEGER)
CREATE TRIGGER loop_again AFTER INSERT ON loop WHEN new.n > 0 BEGIN INSERT INTO loop_view VALUES (new.n - 1); END
CREATE VIEW loop_view AS SELECT n FROM loop
CREATE TRIGGER loop_through INSTEAD OF INSERT ON loop_view BEGIN INSERT INTO loop VALUES (new.n); END
INSERT INTO loop VALUES (3)
SELECT count(*) FROM loop
SELECT id, u, n, c FROM t ORDER BY id
