CREATE TABLE account (id INTEGER PRIMARY KEY, owner TEXT, cents INTEGER NOT NULL DEFAULT 0)
CREATE TABLE journal (n INTEGER PRIMARY KEY, what TEXT, before INTEGER, after INTEGER)
CREATE TRIGGER account_insert AFTER INSERT ON account BEGIN INSERT INTO journal (what, after) VALUES ('insert ' || new.owner, new.cents); END
CREATE TRIGGER account_update AFTER UPDATE OF cents ON account WHEN old.cents <> new.cents BEGIN INSERT INTO journal (what, before, after) VALUES ('update', old.cents, new.cents); END
CREATE TRIGGER account_delete BEFORE DELETE ON account BEGIN INSERT INTO journal (what, before) VALUES ('delete ' || old.owner, old.cents); END
CREATE TRIGGER account_check BEFORE UPDATE ON account WHEN new.cents < 0 BEGIN SELECT RAISE(ABORT, 'an account is never below zero'); END
INSERT INTO account (owner, cents) VALUES ('Ann', 100), ('Bob', 50)
UPDATE account SET cents = cents + 10 WHERE owner = 'Ann'
UPDATE account SET owner = 'Robert' WHERE owner = 'Bob'
UPDATE account SET cents = cents
UPDATE account SET cents = -1
DELETE FROM account WHERE id = 2 RETURNING owner
SELECT n, what, before, after FROM journal ORDER BY n
INSERT INTO account (id, owner, cents) VALUES (1, 'Ann', 1) ON CONFLICT (id) DO UPDATE SET cents = cents + excluded.cents RETURNING cents
REPLACE INTO account VALUES (1, 'New', 5)
SELECT what, before, after FROM journal WHERE n > 4 ORDER BY n
CREATE TRIGGER account_ignore BEFORE INSERT ON account WHEN new.owner = 'skip' BEGIN SELECT RAISE(IGNORE); END
INSERT INTO account (owner) VALUES ('skip'), ('keep'), ('skip')
SELECT owner FROM account ORDER BY id
CREATE TRIGGER account_fail BEFORE INSERT ON account WHEN new.owner = 'fail' BEGIN SELECT RAISE(FAIL, 'failed ' || new.owner); END
INSERT INTO account (owner) VALUES ('before'), ('fail'), ('after')
SELECT count(*) FROM account
-- Several in order, and those that run each other.
CREATE TABLE steps (n INTEGER)
CREATE TABLE total (sum INTEGER)
INSERT INTO total VALUES (0)
CREATE TRIGGER steps_sum AFTER INSERT ON steps BEGIN UPDATE total SET sum = sum + new.n; INSERT INTO journal (what, after) SELECT 'sum', sum FROM total; END
CREATE TRIGGER total_double AFTER UPDATE ON total WHEN new.sum > 10 BEGIN UPDATE total SET sum = 0; END
INSERT INTO steps VALUES (4), (5), (6), (1)
SELECT sum FROM total
SELECT after FROM journal WHERE what = 'sum' ORDER BY n
CREATE TRIGGER steps_again AFTER INSERT ON steps WHEN new.n < 0 AND new.n > -5 BEGIN INSERT INTO steps VALUES (new.n - 1); END
INSERT INTO steps VALUES (-1)
SELECT n FROM steps ORDER BY n
-- Views.
CREATE VIEW rich (id, name, euros) AS SELECT id, owner, cents / 100.0 FROM account WHERE cents > 0
SELECT * FROM rich
INSERT INTO rich VALUES (9, 'Direct', 1.5)
CREATE TRIGGER rich_insert INSTEAD OF INSERT ON rich BEGIN INSERT INTO account (id, owner, cents) VALUES (new.id, new.name, CAST(new.euros * 100 AS INTEGER)); END
CREATE TRIGGER rich_update INSTEAD OF UPDATE OF euros ON rich BEGIN UPDATE account SET cents = new.euros * 100 WHERE id = old.id; END
CREATE TRIGGER rich_delete INSTEAD OF DELETE ON rich BEGIN UPDATE account SET cents = 0 WHERE id = old.id; END
INSERT INTO rich VALUES (9, 'Through', 1.5) RETURNING name, euros
UPDATE rich SET euros = euros + 1 WHERE id = 9
SELECT * FROM rich ORDER BY id
DELETE FROM rich WHERE id = 9
SELECT id, owner, cents FROM account ORDER BY id
CREATE VIEW IF NOT EXISTS rich AS SELECT 1
CREATE VIEW rich AS SELECT 1
CREATE VIEW broken AS SELECT nosuch FROM account
SELECT * FROM broken
DROP VIEW broken
CREATE VIEW of_view AS SELECT name || '!' AS shout FROM rich ORDER BY name DESC
SELECT shout FROM of_view
ALTER TABLE account RENAME COLUMN owner TO holder
SELECT sql FROM sqlite_schema WHERE name IN ('rich', 'account_insert') ORDER BY name
DROP TABLE rich
DROP VIEW rich
SELECT shout FROM of_view
CREATE TRIGGER bad AFTER INSERT ON account BEGIN SELECT old.id; END
DROP TRIGGER IF EXISTS bad
CREATE TRIGGER bad_table AFTER INSERT ON nosuch BEGIN SELECT 1; END
CREATE TRIGGER bad_instead INSTEAD OF INSERT ON account BEGIN SELECT 1; END
CREATE TRIGGER bad_before BEFORE INSERT ON of_view BEGIN SELECT 1; END
CREATE TRIGGER account_insert AFTER INSERT ON account BEGIN SELECT 1; END
DROP TRIGGER account_insert
DROP TRIGGER account_insert
DROP TRIGGER IF EXISTS account_insert
SELECT RAISE(ABORT, 'outside')
CREATE TRIGGER later AFTER INSERT ON account BEGIN INSERT INTO nosuch VALUES (1); END
INSERT INTO account (holder) VALUES ('x')
SELECT name FROM sqlite_schema WHERE type = 'trigger' ORDER BY name
