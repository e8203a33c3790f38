CREATE TABLE stock (sku TEXT PRIMARY KEY, name TEXT NOT NULL, units INTEGER DEFAULT 0 CHECK (units >= 0), price REAL, UNIQUE (name, price))
INSERT INTO stock VALUES ('a', 'Apple', 5, 1.5), ('b', 'Bread', 2, 3)
INSERT INTO stock (sku, name) VALUES ('c', 'Cheese') RETURNING *
INSERT INTO stock (name, sku) SELECT 'Copy of ' || name, sku || '2' FROM stock WHERE units > 0 RETURNING sku, rowid
INSERT INTO stock DEFAULT VALUES
INSERT INTO stock (sku) VALUES ('z')
INSERT INTO stock VALUES ('x', 'X', 1)
INSERT INTO stock (sku, name, nosuch) VALUES ('x', 'X', 1)
INSERT INTO stock (sku, name) VALUES ('x', 'X'), ('y')
INSERT INTO stock VALUES ('a', 'Again', 1, 1)
INSERT INTO stock VALUES ('n', 'Apple', 1, 1.5)
INSERT INTO stock (sku, name, units) VALUES ('n', 'Negative', -1)
SELECT sku, name, units, price FROM stock ORDER BY sku
-- UPSERT.
INSERT INTO stock VALUES ('a', 'Apple', 10, 2) ON CONFLICT (sku) DO UPDATE SET units = units + excluded.units, price = excluded.price
INSERT INTO stock VALUES ('a', 'Apple', 10, 2) ON CONFLICT (sku) DO NOTHING
INSERT INTO stock VALUES ('a', 'Apple', 10, 2), ('d', 'Dates', 1, 9) ON CONFLICT DO NOTHING
INSERT INTO stock VALUES ('a', 'Apricot', 1, 1) ON CONFLICT (sku) DO UPDATE SET name = excluded.name WHERE excluded.units > 5 RETURNING sku
INSERT INTO stock VALUES ('e', 'Apple', 1, 2) ON CONFLICT (name, price) DO UPDATE SET units = 77 ON CONFLICT (sku) DO NOTHING RETURNING sku, units
INSERT INTO stock SELECT sku, 'Upper', 1, 1 FROM stock WHERE sku < 'c' AND 1 ON CONFLICT (sku) DO UPDATE SET name = upper(stock.name) RETURNING sku, name
INSERT INTO stock VALUES ('a', 'A', 1, 1) ON CONFLICT (units) DO NOTHING
INSERT INTO stock VALUES ('a', 'A', 1, 1) ON CONFLICT (sku) DO UPDATE SET sku = 'b'
INSERT INTO stock (sku, name) VALUES ('u1', 'one'), ('u1', 'two') ON CONFLICT (sku) DO UPDATE SET name = name || '+' || excluded.name RETURNING name
SELECT sku, name, units, price FROM stock ORDER BY sku
-- How conflicts are resolved.
INSERT OR IGNORE INTO stock (sku, name) VALUES ('a', 'ignored'), ('f', 'Figs'), ('g', NULL)
INSERT OR REPLACE INTO stock (sku, name) VALUES ('f', 'Fresh figs') RETURNING sku, name, units
REPLACE INTO stock (sku, name, units, price) VALUES ('h', 'Ham', 1, 1), ('h', 'Ham', 2, 2)
INSERT OR FAIL INTO stock (sku, name) VALUES ('i', 'Ice'), ('a', 'fails')
INSERT OR ABORT INTO stock (sku, name) VALUES ('i', 'Ice'), ('a', 'aborts')
INSERT OR ROLLBACK INTO stock (sku, name) VALUES ('i', 'Ice'), ('a', 'rolls back')
UPDATE OR IGNORE stock SET sku = 'a' WHERE sku IN ('b', 'f')
UPDATE OR REPLACE stock SET sku = 'b' WHERE sku = 'f'
UPDATE stock SET sku = 'a' WHERE sku = 'b'
SELECT sku, name, units, price FROM stock ORDER BY sku
-- UPDATE and DELETE.
UPDATE stock SET units = units + 1, price = units WHERE sku = 'a' RETURNING units, price
UPDATE stock SET (units, price) = (3, 4.5) WHERE sku = 'b' RETURNING *
UPDATE stock SET (units, price) = (SELECT count(*), max(price) FROM stock) WHERE sku = 'c' RETURNING units, price
UPDATE stock SET units = d.n FROM (SELECT 'a' AS sku, 42 AS n UNION ALL SELECT 'b', 43) AS d WHERE d.sku = stock.sku
UPDATE stock AS s SET name = s.name || '!' FROM stock o WHERE o.sku = 'b' AND s.units < o.units AND s.sku <> o.sku RETURNING sku
UPDATE stock SET units = units WHERE sku = 'nosuch' RETURNING *
UPDATE stock SET nosuch = 1
UPDATE stock SET units = -1 WHERE sku = 'a'
UPDATE stock SET name = NULL
UPDATE stock SET units = 1 WHERE sku = 'nosuch' ORDER BY sku LIMIT 1
--~ native [] because the platform's SQLite is built with ORDER BY and LIMIT for UPDATE and DELETE
DELETE FROM stock WHERE sku = 'nosuch' ORDER BY sku LIMIT 1
--~ native [] because the platform's SQLite is built with ORDER BY and LIMIT for UPDATE and DELETE
DELETE FROM stock WHERE sku LIKE '%2' RETURNING sku
DELETE FROM stock WHERE sku IN (SELECT sku FROM stock ORDER BY sku DESC LIMIT 1) RETURNING sku, name
WITH few AS (SELECT sku FROM stock WHERE units = 0) DELETE FROM stock WHERE sku IN few RETURNING sku
WITH n (v) AS (VALUES ('w1'), ('w2')) INSERT INTO stock (sku, name) SELECT v, v FROM n
WITH n AS (SELECT 9 AS v) UPDATE stock SET units = (SELECT v FROM n) WHERE sku = 'w1'
DELETE FROM stock WHERE 0
SELECT sku, name, units, price FROM stock ORDER BY sku
SELECT changes(), last_insert_rowid()
--~ every [[0, 0]] because both begin anew with each request
INSERT INTO stock (sku, name) VALUES ('r', 'R') RETURNING sku || '-' || name AS label, (SELECT count(*) FROM stock), units + 1
INSERT INTO stock (sku, name) VALUES ('s', 'S') RETURNING max(units)
DELETE FROM nosuch
INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 1, 'CREATE TABLE x (y)')
DELETE FROM stock
SELECT count(*) FROM stock
