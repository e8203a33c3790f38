CREATE TABLE a (id INTEGER PRIMARY KEY, v TEXT, k INTEGER)
CREATE TABLE b (id INTEGER PRIMARY KEY, w TEXT, k INTEGER)
CREATE TABLE c (k INTEGER, id INTEGER)
INSERT INTO a VALUES (1, 'one', 10), (2, 'two', 20), (3, 'three', NULL)
INSERT INTO b VALUES (1, 'eins', 10), (3, 'drei', 30), (4, 'vier', NULL)
INSERT INTO c VALUES (10, 1), (10, 2), (30, 3)
SELECT a.id, b.id FROM a, b ORDER BY 1, 2
SELECT a.id, b.id FROM a CROSS JOIN b WHERE a.k = b.k
SELECT v, w FROM a JOIN b ON a.id = b.id ORDER BY a.id
SELECT v, w FROM a INNER JOIN b USING (id) ORDER BY id
SELECT * FROM a JOIN b USING (id) ORDER BY id
SELECT * FROM a JOIN b USING (id, k)
SELECT * FROM a NATURAL JOIN b
SELECT v, w FROM a LEFT JOIN b ON a.id = b.id ORDER BY a.id
SELECT v, w FROM a LEFT OUTER JOIN b USING (id) WHERE w IS NULL
SELECT v, w FROM a LEFT JOIN b ON a.id = b.id AND b.k = 10 ORDER BY a.id
SELECT v, w FROM a RIGHT JOIN b ON a.id = b.id ORDER BY b.id
SELECT id, v, w FROM a RIGHT JOIN b USING (id) ORDER BY id
SELECT id, v, w FROM a FULL JOIN b USING (id) ORDER BY id
SELECT a.id, b.id FROM a FULL OUTER JOIN b ON a.k = b.k ORDER BY a.id NULLS LAST, b.id
SELECT * FROM a NATURAL LEFT JOIN c ORDER BY id
SELECT * FROM a NATURAL FULL JOIN b ORDER BY id, k
SELECT a.v, b.w, c.id FROM a LEFT JOIN c ON a.k = c.k LEFT JOIN b ON b.id = c.id ORDER BY a.id, c.id
SELECT a.v, count(c.id) FROM a LEFT JOIN c USING (k) GROUP BY a.id ORDER BY a.id
SELECT x.v, y.v FROM a x JOIN a y ON x.id < y.id ORDER BY x.id, y.id
SELECT a.id FROM a LEFT JOIN (b JOIN c ON b.id = c.id) ON a.id = b.id ORDER BY a.id
SELECT a.v, d.m FROM a JOIN (SELECT k, max(id) AS m FROM c GROUP BY k) AS d ON d.k = a.k
SELECT a.* FROM a JOIN b ON a.id = b.id WHERE b.w = 'drei'
SELECT b.*, a.v FROM a JOIN b ON a.id = b.id ORDER BY b.id
SELECT a.id, j.value FROM a, json_each('["x","y"]') j WHERE a.id < 3 ORDER BY 1, 2
SELECT a.id FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.id = a.id)
SELECT coalesce(a.k, b.k) AS key, v, w FROM a FULL JOIN b ON a.k = b.k WHERE v IS NULL OR w IS NULL ORDER BY v, w
SELECT a.id, b.id, c.id FROM a FULL JOIN b ON a.id = b.id FULL JOIN c ON c.id = b.id ORDER BY a.id NULLS LAST, b.id, c.id
SELECT 1 FROM a LEFT JOIN b ON 0 JOIN c ON 1 LIMIT 1
SELECT id FROM a, b
SELECT k FROM a JOIN b USING (id)
SELECT * FROM a JOIN b USING (nosuch)
SELECT a.id FROM a JOIN a ON 1
SELECT x.id FROM a
SELECT nosuch.* FROM a
SELECT * FROM a NATURAL JOIN b ON a.id = b.id
SELECT * FROM a JOIN b ON a.id = c.id JOIN c ON 1
SELECT * FROM a LEFT JOIN
SELECT b.id FROM a JOIN b ON b.id = a.id ORDER BY a.nosuch
