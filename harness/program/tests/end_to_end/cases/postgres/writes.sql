CREATE TABLE stock (sku text PRIMARY KEY, name text NOT NULL, units integer DEFAULT 0 CHECK (units >= 0), price numeric(6, 2), CONSTRAINT stock_name_price UNIQUE (name, price))
INSERT INTO stock VALUES ('a', 'Apple', 5, 1.5), ('b', 'Bread', 2, 3) RETURNING sku, price
--> [["a", "1.50"], ["b", "3.00"]]
INSERT INTO stock (sku, name) VALUES ('c', 'Cheese') RETURNING *, upper(name) AS loud
--> [["c", "Cheese", 0, null, "CHEESE"]]
INSERT INTO stock (sku, name) SELECT sku || '2', 'Copy of ' || name FROM stock WHERE units > 0 RETURNING sku
--> [["a2"], ["b2"]]
INSERT INTO stock DEFAULT VALUES
--! 23502
INSERT INTO stock (sku) VALUES ('z')
--! 23502
INSERT INTO stock VALUES ('a', 'Again', 1, 1)
--! 23505
INSERT INTO stock VALUES ('n', 'Apple', 1, 1.5)
--! 23505
INSERT INTO stock (sku, name, units) VALUES ('n', 'Negative', -1)
--! 23514
INSERT INTO stock (sku, name, nosuch) VALUES ('n', 'x', 1)
--! 42703
INSERT INTO stock VALUES ('n', 'x', 1, 1, 1)
--! 42601
INSERT INTO stock (sku, name) VALUES ('n')
--! 42601
INSERT INTO stock (sku, sku) VALUES ('n', 'n')
--! 42701
INSERT INTO stock VALUES ('n', 'x', 'many', 1)
--! 22P02
INSERT INTO stock VALUES ('n', 'x', 1, 99999)
--! 22003
INSERT INTO nosuch VALUES (1)
--! 42P01
-- ON CONFLICT.
INSERT INTO stock VALUES ('a', 'Apple', 10, 2) ON CONFLICT (sku) DO UPDATE SET units = stock.units + excluded.units, price = excluded.price RETURNING units, price
--> [[15, "2.00"]]
INSERT INTO stock VALUES ('a', 'Apple', 1, 2), ('d', 'Dates', 1, 9) ON CONFLICT DO NOTHING RETURNING sku
--> [["d"]]
INSERT INTO stock VALUES ('a', 'Apricot', 1, 1) ON CONFLICT (sku) DO UPDATE SET name = excluded.name WHERE excluded.units > 5 RETURNING sku
INSERT INTO stock VALUES ('e', 'Apple', 7, 2) ON CONFLICT ON CONSTRAINT stock_name_price DO UPDATE SET units = excluded.units RETURNING sku, units
--> [["a", 7]]
INSERT INTO stock VALUES ('u', 'one', 1, 1), ('u', 'two', 1, 1) ON CONFLICT (sku) DO UPDATE SET name = excluded.name
--! 21000
INSERT INTO stock VALUES ('a', 'A', 1, 1) ON CONFLICT (units) DO NOTHING
--! 42P10
INSERT INTO stock VALUES ('a', 'Apple', 1, 1) ON CONFLICT (sku) DO UPDATE SET units = 1 RETURNING old.units, new.units, old.price = new.price
--> [[7, 1, true]]
INSERT INTO stock VALUES ('f', 'Figs', 4, 2) ON CONFLICT (sku) DO UPDATE SET units = 1 RETURNING old.sku, new.sku
--> [[null, "f"]]
-- UPDATE, DELETE, and what they return.
UPDATE stock SET units = units + 1, price = price * 2 WHERE sku = 'b' RETURNING old.units, new.units, old.price, price
--> [[2, 3, "3.00", "6.00"]]
UPDATE stock SET (units, price) = (9, 9.9) WHERE sku = 'c' RETURNING units, price
--> [[9, "9.90"]]
UPDATE stock SET (units, price) = (SELECT count(*), max(price) FROM stock) WHERE sku = 'c' RETURNING *
--> [["c", "Cheese", 7, "9.90"]]
UPDATE stock SET units = d.n FROM (VALUES ('a', 42), ('b', 43)) AS d (sku, n) WHERE d.sku = stock.sku RETURNING stock.sku, d.n
--> [["a", 42], ["b", 43]]
UPDATE stock SET units = DEFAULT WHERE sku = 'a' RETURNING units
--> [[0]]
UPDATE stock SET units = -5 WHERE sku = 'a'
--! 23514
UPDATE stock SET name = NULL
--! 23502
UPDATE stock SET sku = 'a'
--! 23505
UPDATE stock SET nosuch = 1
--! 42703
UPDATE stock SET units = 1, units = 2
--! 42601
UPDATE stock SET units = units WHERE false RETURNING *
DELETE FROM stock WHERE sku LIKE '%2' RETURNING sku, old.name, new.name
--> [["a2", "Copy of Apple", null], ["b2", "Copy of Bread", null]]
DELETE FROM stock USING (VALUES ('f')) AS gone (sku) WHERE gone.sku = stock.sku RETURNING stock.sku, gone.sku
--> [["f", "f"]]
SELECT sku, name, units, price FROM stock ORDER BY sku
--> [["a", "Apple", 0, "2.00"], ["b", "Bread", 43, "6.00"], ["c", "Cheese", 7, "9.90"], ["d", "Dates", 1, "9.00"]]
-- Writes inside of WITH.
WITH moved AS (DELETE FROM stock WHERE sku = 'd' RETURNING *) INSERT INTO stock SELECT 'd' || sku, name, units, price FROM moved RETURNING sku
--> [["dd"]]
WITH ins AS (INSERT INTO stock (sku, name) VALUES ('w', 'W') RETURNING sku) SELECT (SELECT sku FROM ins), (SELECT count(*) FROM stock WHERE sku = 'w')
--> [["w", 0]]
WITH up AS (UPDATE stock SET units = 1 WHERE sku = 'w' RETURNING units), del AS (DELETE FROM stock WHERE sku = 'dd' RETURNING sku) SELECT up.units, del.sku FROM up, del
--> [[1, "dd"]]
WITH x AS (UPDATE stock SET units = 8) SELECT count(*) FROM stock WHERE units = 8
--> [[0]]
SELECT sku, units FROM stock ORDER BY sku
--> [["a", 8], ["b", 8], ["c", 8], ["w", 8]]
-- MERGE.
MERGE INTO stock USING (VALUES ('a', 1), ('new', 5), ('w', 0)) AS d (sku, n) ON stock.sku = d.sku WHEN MATCHED AND d.n = 0 THEN DELETE WHEN MATCHED THEN UPDATE SET units = stock.units + d.n WHEN NOT MATCHED THEN INSERT (sku, name, units) VALUES (d.sku, 'Merged', d.n) RETURNING merge_action(), d.sku, old.units, new.units
--> [["UPDATE", "a", 8, 9], ["DELETE", "w", 8, null], ["INSERT", "new", null, 5]]
MERGE INTO stock USING (VALUES ('a')) AS d (sku) ON stock.sku = d.sku WHEN NOT MATCHED BY SOURCE AND units < 6 THEN DELETE WHEN MATCHED THEN DO NOTHING RETURNING stock.sku
--> [["new"]]
MERGE INTO stock USING (VALUES ('a'), ('a')) AS d (sku) ON stock.sku = d.sku WHEN MATCHED THEN UPDATE SET units = 1
--! 21000
SELECT sku, units FROM stock ORDER BY sku
--> [["a", 9], ["b", 8], ["c", 8]]
TRUNCATE stock
SELECT count(*) FROM stock
--> [[0]]
-- Batches.
BEGIN
INSERT INTO stock (sku, name) VALUES ('x', 'X')
INSERT INTO stock (sku, name) VALUES ('y', 'Y')
SELECT count(*) FROM stock
COMMIT
--> [[2]]
BEGIN
INSERT INTO stock (sku, name) VALUES ('z', 'Z')
INSERT INTO stock (sku, name) VALUES ('x', 'again')
SELECT 1
COMMIT
--! 23505
BEGIN
DELETE FROM stock
SELECT 1 / 0
COMMIT
--! 22012
SELECT sku FROM stock ORDER BY sku
--> [["x"], ["y"]]
BEGIN
CREATE TABLE made (n integer)
INSERT INTO made VALUES (1)
ALTER TABLE made ADD COLUMN m integer DEFAULT 2
DROP TABLE stock
SELECT * FROM made
COMMIT
--> [[1, 2]]
BEGIN
DROP TABLE made
SELECT * FROM nosuch
COMMIT
--! 42P01
SELECT * FROM made
--> [[1, 2]]
SELECT * FROM stock
--! 42P01
BEGIN
SELECT txid_current_if_assigned() IS NULL
INSERT INTO made VALUES (3)
SELECT txid_current_if_assigned() IS NULL
COMMIT
--> [[false]]
BEGIN
SET LOCAL search_path = nowhere
SELECT n FROM made
COMMIT
--! 42P01
SELECT n FROM made ORDER BY n
--> [[1], [3]]
