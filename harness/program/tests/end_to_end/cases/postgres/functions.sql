CREATE FUNCTION add(a integer, b integer DEFAULT 10) RETURNS integer LANGUAGE sql IMMUTABLE RETURN a + b
SELECT add(1), add(1, 2), add(b => 5, a => 1)
--> [[11, 3, 6]]
SELECT add()
--! 42883
SELECT add('x'::text)
--! 42883
CREATE FUNCTION pairs(n integer) RETURNS TABLE (i integer, square integer) LANGUAGE sql AS $$ SELECT g, g * g FROM generate_series(1, n) AS g $$
SELECT * FROM pairs(3)
--> [[1, 1], [2, 4], [3, 9]]
SELECT pairs(2)
--> [["(1,1)"], ["(2,4)"]]
CREATE FUNCTION first_word(VARIADIC words text[]) RETURNS text LANGUAGE sql AS $$ SELECT words[1] $$
SELECT first_word('a', 'b'), first_word(VARIADIC ARRAY['x'])
--> [["a", "x"]]
CREATE FUNCTION both_ways(IN a integer, OUT half numeric, OUT twice integer, INOUT c text) LANGUAGE sql AS $$ SELECT a / 2.0, a * 2, c || '!' $$
SELECT * FROM both_ways(5, 'x')
--> [["2.5000000000000000", 10, "x!"]]
CREATE FUNCTION same(x anyelement) RETURNS anyarray LANGUAGE sql AS $$ SELECT ARRAY[x, x] $$
SELECT same(1), same('a'::text)
--> [[[1, 1], ["a", "a"]]]
CREATE FUNCTION never(x integer) RETURNS integer LANGUAGE sql STRICT AS $$ SELECT 1 $$
SELECT never(NULL), never(5)
--> [[null, 1]]
CREATE FUNCTION wrong() RETURNS integer LANGUAGE sql AS $$ SELECT 'x'::text $$
--! 42P13
CREATE FUNCTION wrong() RETURNS integer LANGUAGE sql AS $$ SELECT nosuch $$
--! 42703
CREATE FUNCTION add(a integer, b integer DEFAULT 10) RETURNS integer LANGUAGE sql RETURN 1
--! 42723
-- PL/pgSQL.
CREATE FUNCTION triangle(n integer) RETURNS bigint LANGUAGE plpgsql AS $$ DECLARE total bigint := 0; BEGIN FOR i IN 1..n LOOP CONTINUE WHEN i % 2 = 0; total := total + i; EXIT WHEN total > 1000; END LOOP; RETURN total; END $$
SELECT triangle(10), triangle(1000)
--> [[25, 1024]]
CREATE FUNCTION fib(n integer) RETURNS integer LANGUAGE plpgsql AS $$ BEGIN IF n < 2 THEN RETURN n; ELSIF n = 2 THEN RETURN 1; ELSE RETURN fib(n - 1) + fib(n - 2); END IF; END $$
SELECT fib(12)
--> [[144]]
CREATE FUNCTION safe_divide(a numeric, b numeric) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN a / b; EXCEPTION WHEN division_by_zero THEN RETURN 'zero: ' || sqlstate || ' ' || sqlerrm; WHEN OTHERS THEN RETURN 'other'; END $$
SELECT safe_divide(1, 4), safe_divide(1, 0)
--> [["0.25000000000000000000", "zero: 22012 division by zero"]]
CREATE FUNCTION raising(kind text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN CASE kind WHEN 'plain' THEN RAISE EXCEPTION 'plain %', 1; WHEN 'code' THEN RAISE EXCEPTION 'own' USING ERRCODE = 'AB123', HINT = 'hint'; WHEN 'name' THEN RAISE unique_violation; WHEN 'assert' THEN ASSERT false, 'asserted'; WHEN 'notice' THEN RAISE NOTICE 'heard'; END CASE; END $$
SELECT raising('plain')
--! P0001
SELECT raising('code')
--! AB123
SELECT raising('name')
--! 23505
SELECT raising('assert')
--! P0004
SELECT raising('notice')
--> [[""]]
SELECT raising('nosuch')
--! 20000
CREATE FUNCTION many(n integer) RETURNS SETOF integer LANGUAGE plpgsql AS $$ BEGIN FOR i IN REVERSE n..1 BY 2 LOOP RETURN NEXT i; END LOOP; RETURN QUERY SELECT 100 + g FROM generate_series(1, 2) AS g; END $$
SELECT * FROM many(5)
--> [[5], [3], [1], [101], [102]]
CREATE TABLE log (n integer GENERATED ALWAYS AS IDENTITY, what text, at integer)
CREATE FUNCTION note(what text) RETURNS integer LANGUAGE plpgsql AS $$ DECLARE made integer; changed integer; BEGIN INSERT INTO log (what) VALUES (what) RETURNING n INTO STRICT made; UPDATE log SET at = made; GET DIAGNOSTICS changed = ROW_COUNT; IF NOT FOUND THEN RETURN -1; END IF; RETURN made - (SELECT max(n) FROM log) + changed; END $$
CREATE FUNCTION note(what integer) RETURNS integer LANGUAGE plpgsql AS $$ #variable_conflict use_variable
  DECLARE made integer; changed integer; BEGIN INSERT INTO log (what) VALUES (what::text) RETURNING n INTO STRICT made; UPDATE log SET at = made; GET DIAGNOSTICS changed = ROW_COUNT; RETURN made - (SELECT max(n) FROM log) + changed; END $$
SELECT note('ambiguous?')
--> [[1]]
SELECT note(5)
--> [[2]]
SELECT note(6)
--> [[3]]
CREATE FUNCTION dynamic(tab text, id integer) RETURNS text LANGUAGE plpgsql AS $$ DECLARE r text; BEGIN EXECUTE format('SELECT what FROM %I WHERE n = $1', tab) INTO r USING id; RETURN coalesce(r, 'none'); END $$
SELECT dynamic('log', (SELECT max(n) FROM log)), dynamic('log', 999)
--> [["6", "none"]]
SELECT dynamic('nosuch', 1)
--! 42P01
CREATE FUNCTION walk() RETURNS text LANGUAGE plpgsql AS $$ DECLARE c CURSOR (least_n integer) FOR SELECT n FROM log WHERE n >= least_n ORDER BY n; r record; seen text := ''; BEGIN OPEN c(0); LOOP FETCH c INTO r; EXIT WHEN NOT FOUND; seen := seen || r.n || ','; END LOOP; CLOSE c; FOR r IN SELECT g FROM generate_series(1, 2) AS g LOOP seen := seen || r.g; END LOOP; RETURN seen; END $$
SELECT length(walk()) > 3
--> [[true]]
CREATE FUNCTION nested() RETURNS text LANGUAGE plpgsql AS $$ DECLARE m text; c text; d text; BEGIN BEGIN INSERT INTO log (what) VALUES ('inner'); RAISE EXCEPTION 'boom' USING DETAIL = 'why', ERRCODE = '22012'; EXCEPTION WHEN SQLSTATE '22012' THEN GET STACKED DIAGNOSTICS m = MESSAGE_TEXT, c = RETURNED_SQLSTATE, d = PG_EXCEPTION_DETAIL; END; RETURN m || c || d || (SELECT count(*) FROM log WHERE what = 'inner'); END $$
SELECT nested()
--> [["boom22012why0"]]
DO $$ DECLARE a integer[] := '{}'; x integer; BEGIN FOREACH x IN ARRAY ARRAY[3, 1, 2] LOOP a := a || x * 2; END LOOP; <<outer>> LOOP LOOP EXIT outer WHEN array_length(a, 1) >= 5; a := a || 0; END LOOP; END LOOP; IF a <> '{6,2,4,0,0}' THEN RAISE EXCEPTION 'found %', a; END IF; END $$
DO $$ DECLARE r record; BEGIN SELECT 1 AS one INTO r; PERFORM r.two; END $$
--! 42703
DO $$ DECLARE x integer; BEGIN SELECT n INTO STRICT x FROM log WHERE n = -1; END $$
--! P0002
DO $$ DECLARE x integer; BEGIN SELECT n INTO STRICT x FROM log; END $$
--! P0003
DO $$ BEGIN nosuch statement; END $$
--! 42601
CREATE FUNCTION no_end() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN END $$
SELECT no_end()
--! 2F005
CREATE FUNCTION not_null() RETURNS void LANGUAGE plpgsql AS $$ DECLARE x integer NOT NULL := 1; BEGIN x := NULL; END $$
SELECT not_null()
--! 22004
CREATE PROCEDURE twice_log(INOUT n integer, what text) LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log (what) SELECT twice_log.what FROM generate_series(1, n); n := n * 2; END $$
CALL twice_log(2, 'called')
--> [[4]]
SELECT count(*) FROM log WHERE what = 'called'
--> [[2]]
CALL nosuch()
--! 42883
SELECT twice_log(1, 'x')
--! 42809
-- Triggers.
CREATE TABLE account (id integer PRIMARY KEY, owner text, cents integer NOT NULL DEFAULT 0, changed integer DEFAULT 0)
CREATE TABLE journal (n integer GENERATED ALWAYS AS IDENTITY, what text)
CREATE FUNCTION account_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF tg_op = 'DELETE' THEN INSERT INTO journal (what) VALUES (tg_op || ' ' || old.owner); RETURN old; END IF; IF new.cents < 0 THEN RAISE EXCEPTION 'below zero' USING ERRCODE = 'check_violation'; END IF; IF new.owner = 'skip' THEN RETURN NULL; END IF; new.changed := new.changed + 1; INSERT INTO journal (what) VALUES (tg_op || ' ' || new.owner || ' ' || tg_when || ' ' || tg_level || ' ' || tg_nargs || ' ' || coalesce(tg_argv[0], '-')); RETURN new; END $$
CREATE TRIGGER account_changed BEFORE INSERT OR UPDATE OF cents OR DELETE ON account FOR EACH ROW EXECUTE FUNCTION account_changed('arg')
INSERT INTO account (id, owner, cents) VALUES (1, 'Ann', 5), (2, 'skip', 5), (3, 'Bob', 7) RETURNING id, changed
--> [[1, 1], [3, 1]]
UPDATE account SET cents = cents + 1 RETURNING changed
--> [[2], [2]]
UPDATE account SET owner = 'Robert' WHERE id = 3
UPDATE account SET cents = -1
--! 23514
DELETE FROM account WHERE id = 3
SELECT what FROM journal ORDER BY n
--> [["INSERT Ann BEFORE ROW 1 arg"], ["INSERT Bob BEFORE ROW 1 arg"], ["UPDATE Ann BEFORE ROW 1 arg"], ["UPDATE Bob BEFORE ROW 1 arg"], ["DELETE Robert"]]
CREATE FUNCTION count_rows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO journal (what) SELECT tg_op || ' ' || (SELECT count(*) FROM before_rows) || '>' || (SELECT sum(cents) FROM after_rows); RETURN NULL; END $$
CREATE TRIGGER account_rows AFTER UPDATE ON account REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION count_rows()
UPDATE account SET changed = 50
SELECT what FROM journal ORDER BY n DESC LIMIT 1
--> [["UPDATE 1>6"]]
CREATE TRIGGER account_when AFTER UPDATE ON account FOR EACH ROW WHEN (old.owner IS DISTINCT FROM new.owner) EXECUTE FUNCTION account_changed()
ALTER TABLE account DISABLE TRIGGER account_changed
INSERT INTO account (id, owner, cents) VALUES (4, 'free', -5) RETURNING changed
--> [[0]]
ALTER TABLE account ENABLE TRIGGER ALL
CREATE VIEW rich AS SELECT id, owner FROM account WHERE cents > 0
CREATE FUNCTION rich_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO account (id, owner, cents) VALUES (new.id, new.owner, 1); RETURN new; END $$
CREATE TRIGGER rich_insert INSTEAD OF INSERT ON rich FOR EACH ROW EXECUTE FUNCTION rich_insert()
INSERT INTO rich VALUES (8, 'view') RETURNING *
--> [[8, "view"]]
SELECT cents, changed FROM account WHERE id = 8
--> [[1, 1]]
CREATE CONSTRAINT TRIGGER later AFTER INSERT ON journal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION nosuch()
--! 42883
CREATE TRIGGER account_changed BEFORE INSERT ON account FOR EACH ROW EXECUTE FUNCTION account_changed()
--! 42710
DROP FUNCTION account_changed()
--! 2BP01
DROP TRIGGER account_when ON account
DROP FUNCTION add(integer, integer)
SELECT add(1)
--! 42883
-- Operators, casts and aggregates of one's own.
CREATE FUNCTION concat_sum(a text, b integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(a, '') || b $$
CREATE AGGREGATE joined (integer) (SFUNC = concat_sum, STYPE = text)
SELECT joined(g ORDER BY g DESC) FROM generate_series(1, 3) AS g
--> [["321"]]
CREATE OPERATOR +@ (LEFTARG = text, RIGHTARG = integer, FUNCTION = concat_sum)
SELECT 'x'::text +@ 5
--> [["x5"]]
SELECT 1 +@ 2
--! 42883
SELECT pg_catalog.int4pl(1, 2), OPERATOR(pg_catalog.-) 5, 1 OPERATOR(pg_catalog.+) 2
--> [[3, -5, 3]]
