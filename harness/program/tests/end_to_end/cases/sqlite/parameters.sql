SELECT ?1, ?2, ?3, ?4, ?5
--$ [1, -2.5, "text", null, {"blob": "AP8Q"}]
SELECT typeof(?1), typeof(?2), typeof(?3), typeof(?4), typeof(?5), typeof(?6)
--$ [1, 1.5, "1", null, {"blob": ""}, true]
--~ native [["real", "real", "text", "null", "blob", "real"]] because the platform binds every number as a REAL
SELECT ? AS a, ? AS b, ? AS c
--$ ["first", "second", "third"]
SELECT ?2 AS a, ?1 AS b, ?2 AS c
--$ ["x", "y"]
SELECT ?1 AS a, ? AS b, ?1 AS c
--$ ["x", "y"]
SELECT :name AS a, @other AS b, $third AS c, :name AS d
--$ ["n", "o", "t"]
SELECT ?3 AS a
--$ [1, 2, 3]
SELECT ?1 AS n
--$ [{"integer": "9223372036854775807"}]
--~ native integer_not_exact because the platform would round it
SELECT ?1 AS n
--$ [{"integer": "9007199254740991"}]
SELECT CAST(?1 AS INTEGER) AS n
--$ ["9223372036854775807"]
SELECT ?1 = 1 AS a, ?1 = '1' AS b, ?1 IS NULL AS c
--$ [1]
SELECT length(?1) AS a, octet_length(?1) AS b, upper(?1) AS c, ?1 || '' AS d
--$ ["naïve 🦀 \"q\" \\ \n\t"]
SELECT ?1 AS blank
--$ [""]
SELECT hex(?1) AS h, length(?1) AS l
--$ [{"blob": "AAECAwQF"}]
SELECT 1 AS a
--$ [1]
SELECT ?1 AS a
SELECT ?1 AS a
--$ [1, 2]
SELECT ?0
--$ [1]
SELECT ?101
--$ [1]
CREATE TABLE p (id INTEGER PRIMARY KEY, t TEXT, r REAL, n NUMERIC, b BLOB, a)
INSERT INTO p (t, r, n, b, a) VALUES (?1, ?1, ?1, ?2, ?2)
--$ [5, "x"]
INSERT INTO p (t, r, n, b, a) VALUES (?, ?, ?, ?, ?)
--$ ["5", "5", "5", {"blob": "AA=="}, "5"]
SELECT t, r, n, b, a, typeof(t), typeof(r), typeof(n), typeof(b), typeof(a) FROM p ORDER BY id
--~ native [["5.0", 5, 5, "x", "x", "text", "real", "integer", "text", "text"], ["5", 5, 5, {"blob": "AA=="}, "5", "text", "real", "integer", "blob", "text"]] because the platform binds every number as a REAL
SELECT id FROM p WHERE id = ?1
--$ [2]
SELECT id FROM p WHERE id = ?1
--$ ["2"]
SELECT id FROM p WHERE n = ?1 AND t LIKE ?2 ORDER BY id
--$ [5, "5%"]
SELECT id FROM p WHERE id IN (?1, ?2, ?3) ORDER BY id
--$ [1, 2, 3]
SELECT id FROM p WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id
--$ ["[2, 1, 7]"]
SELECT id FROM p ORDER BY id LIMIT ?1 OFFSET ?2
--$ [1, 1]
SELECT id FROM p ORDER BY CASE WHEN ?1 = 'down' THEN -id ELSE id END
--$ ["down"]
UPDATE p SET a = ?2 WHERE id = ?1 RETURNING id, a
--$ [1, null]
INSERT INTO p (id, a) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET a = excluded.a RETURNING id, a
--$ [2, "two"]
DELETE FROM p WHERE a = ?1
--$ ["two"]
SELECT count(*) AS c FROM p WHERE a IS ?1
--$ [null]
SELECT coalesce(?1, ?2) AS c, ?1 IS ?2 AS d
--$ [null, "b"]
CREATE TABLE q (a DEFAULT (?1))
--$ [1]
CREATE VIEW v AS SELECT ?1
--$ [1]
SELECT ?1 + ?2 AS s, ?1 * ?2 AS m, ?1 - ?2 AS d
--$ [40, 2]
SELECT round(?1 / ?2, 3) AS q
--$ [10.0, 4]
BEGIN
INSERT INTO p (id, t) VALUES (?1, ?2)
--$ [10, "ten"]
INSERT INTO p (id, t) VALUES (?1, ?2)
--$ [11, "eleven"]
SELECT id, t FROM p WHERE id >= ?1 ORDER BY id
--$ [10]
COMMIT
BEGIN
INSERT INTO p (id, t) VALUES (?1, ?2)
--$ [12, "twelve"]
INSERT INTO p (id, t) VALUES (?1, ?2)
--$ [13]
COMMIT
SELECT count(*) AS c FROM p WHERE id > 11
SELECT -0.0 AS a, ?1 AS b
--$ [-0.0]
SELECT ?1 AS tiny, ?2 AS large
--$ [5e-324, 1.7976931348623157e308]
