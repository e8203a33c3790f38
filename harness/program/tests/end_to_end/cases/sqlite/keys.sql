CREATE TABLE team (id INTEGER PRIMARY KEY, code TEXT UNIQUE)
CREATE TABLE cascade_child (id INTEGER PRIMARY KEY, team INTEGER REFERENCES team (id) ON DELETE CASCADE ON UPDATE CASCADE)
CREATE TABLE null_child (id INTEGER PRIMARY KEY, team INTEGER REFERENCES team ON DELETE SET NULL)
CREATE TABLE default_child (id INTEGER PRIMARY KEY, team INTEGER DEFAULT 1 REFERENCES team ON DELETE SET DEFAULT)
CREATE TABLE restrict_child (id INTEGER PRIMARY KEY, code TEXT REFERENCES team (code) ON DELETE RESTRICT ON UPDATE RESTRICT)
CREATE TABLE action_child (id INTEGER PRIMARY KEY, team INTEGER REFERENCES team ON DELETE NO ACTION)
CREATE TABLE deferred_child (id INTEGER PRIMARY KEY, team INTEGER REFERENCES team DEFERRABLE INITIALLY DEFERRED)
INSERT INTO team VALUES (1, 'one'), (2, 'two'), (3, 'three'), (4, 'four'), (5, 'five'), (6, 'six')
INSERT INTO cascade_child (team) VALUES (2), (2), (3), (NULL)
INSERT INTO null_child (team) VALUES (2), (3)
INSERT INTO default_child (team) VALUES (3), (2)
INSERT INTO cascade_child (team) VALUES (99)
INSERT INTO null_child (team) VALUES ('x')
UPDATE cascade_child SET team = 99 WHERE id = 1
DELETE FROM team WHERE id = 2
SELECT id, team FROM cascade_child ORDER BY id
SELECT id, team FROM null_child ORDER BY id
SELECT id, team FROM default_child ORDER BY id
UPDATE team SET id = 30 WHERE id = 3
DELETE FROM null_child
DELETE FROM default_child
UPDATE team SET id = 30 WHERE id = 3
SELECT id, team FROM cascade_child ORDER BY id
INSERT INTO restrict_child (code) VALUES ('four'), (NULL)
DELETE FROM team WHERE code = 'four'
UPDATE team SET code = 'vier' WHERE code = 'four'
UPDATE team SET code = 'four' WHERE code = 'four'
INSERT INTO action_child (team) VALUES (5)
DELETE FROM team WHERE id = 5
UPDATE team SET id = 50 WHERE id = 5
INSERT OR REPLACE INTO team VALUES (5, 'fünf')
INSERT OR IGNORE INTO action_child (team) VALUES (77)
SELECT id, code FROM team ORDER BY id
INSERT INTO deferred_child (team) VALUES (88)
BEGIN
INSERT INTO deferred_child (team) VALUES (88)
INSERT INTO team VALUES (88, 'late')
COMMIT
BEGIN
DELETE FROM team WHERE id = 88
SELECT team FROM deferred_child
COMMIT
BEGIN
DELETE FROM team WHERE id = 88
INSERT INTO team VALUES (88, 'back')
COMMIT
SELECT code FROM team WHERE id = 88
BEGIN
PRAGMA defer_foreign_keys = on
DELETE FROM team WHERE id = 5
DELETE FROM action_child WHERE team = 5
COMMIT
SELECT count(*) FROM action_child
-- Keys of several columns, on the table itself, and wrong ones.
CREATE TABLE grid (x INTEGER, y INTEGER, PRIMARY KEY (x, y))
CREATE TABLE token (id INTEGER PRIMARY KEY, x INTEGER, y INTEGER, FOREIGN KEY (x, y) REFERENCES grid ON DELETE CASCADE)
INSERT INTO grid VALUES (1, 1), (1, 2)
INSERT INTO token (x, y) VALUES (1, 1), (1, NULL), (1, 2)
INSERT INTO token (x, y) VALUES (2, 1)
DELETE FROM grid WHERE y = 1
SELECT x, y FROM token ORDER BY id
CREATE TABLE tree (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES tree ON DELETE CASCADE)
INSERT INTO tree VALUES (1, NULL), (2, 1), (3, 2), (4, 3), (9, 9)
DELETE FROM tree WHERE id = 2
SELECT id FROM tree ORDER BY id
DELETE FROM tree WHERE id = 9
CREATE TABLE orphan (a REFERENCES nosuch (b))
INSERT INTO orphan VALUES (1)
INSERT INTO orphan VALUES (NULL)
CREATE TABLE no_unique (a REFERENCES team (nosuch))
INSERT INTO no_unique VALUES (1)
CREATE TABLE wrong_count (a, b, FOREIGN KEY (a, b) REFERENCES grid (x))
DROP TABLE grid
DROP TABLE team
PRAGMA foreign_key_list(restrict_child)
PRAGMA foreign_key_check
PRAGMA foreign_keys
