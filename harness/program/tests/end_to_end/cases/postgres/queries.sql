CREATE TABLE staff (id integer PRIMARY KEY, name text, boss integer, team text)
INSERT INTO staff VALUES (1, 'Root', NULL, 'x'), (2, 'Left', 1, 'x'), (3, 'Right', 1, 'y'), (4, 'Leaf', 2, 'y'), (5, 'Twig', 4, NULL)
WITH RECURSIVE chain AS (SELECT id, name, 0 AS depth FROM staff WHERE boss IS NULL UNION ALL SELECT s.id, s.name, depth + 1 FROM staff AS s JOIN chain AS c ON s.boss = c.id) SELECT * FROM chain ORDER BY depth, id
--> [[1, "Root", 0], [2, "Left", 1], [3, "Right", 1], [4, "Leaf", 2], [5, "Twig", 3]]
WITH RECURSIVE tree (id, name) AS (SELECT id, name FROM staff WHERE id = 1 UNION ALL SELECT s.id, s.name FROM staff AS s JOIN tree AS t ON s.boss = t.id) SEARCH DEPTH FIRST BY id SET place SELECT name, place FROM tree ORDER BY place
--> [["Root", "{(1)}"], ["Left", "{(1),(2)}"], ["Leaf", "{(1),(2),(4)}"], ["Twig", "{(1),(2),(4),(5)}"], ["Right", "{(1),(3)}"]]
WITH RECURSIVE tree (id, name) AS (SELECT id, name FROM staff WHERE id = 1 UNION ALL SELECT s.id, s.name FROM staff AS s JOIN tree AS t ON s.boss = t.id) SEARCH BREADTH FIRST BY id SET place SELECT name FROM tree ORDER BY place
--> [["Root"], ["Left"], ["Right"], ["Leaf"], ["Twig"]]
WITH RECURSIVE edge (a, b) AS (VALUES (1, 2), (2, 3), (3, 1)), walk (node) AS (SELECT 1 UNION ALL SELECT b FROM walk JOIN edge ON a = node) CYCLE node SET is_cycle USING path SELECT node, is_cycle, path FROM walk
--> [[1, false, "{(1)}"], [2, false, "{(1),(2)}"], [3, false, "{(1),(2),(3)}"], [1, true, "{(1),(2),(3),(1)}"]]
WITH RECURSIVE s (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM s) SELECT n FROM s LIMIT 4
--> [[1], [2], [3], [4]]
WITH RECURSIVE s (n) AS (SELECT 1 UNION SELECT n * 2 % 7 FROM s) SELECT n FROM s ORDER BY n
--> [[1], [2], [4]]
WITH a AS MATERIALIZED (SELECT 1 AS x), b AS NOT MATERIALIZED (SELECT x + 1 AS y FROM a) SELECT * FROM a, b
--> [[1, 2]]
WITH staff AS (SELECT 'shadow' AS name) SELECT * FROM staff
--> [["shadow"]]
WITH a AS (SELECT 1), a AS (SELECT 2) SELECT * FROM a
--! 42712
WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a
--! 42P01
-- Sets.
SELECT 1 UNION SELECT 2 UNION SELECT 1 ORDER BY 1 DESC
--> [[2], [1]]
SELECT team FROM staff INTERSECT SELECT 'y' UNION ALL SELECT NULL
--> [["y"], [null]]
SELECT id FROM staff EXCEPT SELECT boss FROM staff ORDER BY 1
--> [[3], [5]]
SELECT * FROM (VALUES (1), (1), (2)) AS a EXCEPT ALL SELECT 1
--> [[1], [2]]
SELECT * FROM (VALUES (1), (1), (2)) AS a INTERSECT ALL VALUES (1), (1), (3)
--> [[1], [1]]
SELECT 1 AS n UNION SELECT 2.5 ORDER BY n
--> [["1"], ["2.5"]]
SELECT 1 UNION SELECT 'x'
--! 22P02
SELECT 1 UNION SELECT 1, 2
--! 42601
SELECT 'a' UNION SELECT 1::text
--> [["1"], ["a"]]
(SELECT id FROM staff ORDER BY id DESC LIMIT 1) UNION ALL (SELECT id FROM staff ORDER BY id LIMIT 1)
--> [[5], [1]]
TABLE staff ORDER BY id LIMIT 1
--> [[1, "Root", null, "x"]]
VALUES (1, 'a'), (2, NULL)
--> [[1, "a"], [2, null]]
VALUES (1), (2, 3)
--! 42601
-- Joins.
SELECT s.name, b.name FROM staff AS s LEFT JOIN staff AS b ON b.id = s.boss ORDER BY s.id
--> [["Root", null], ["Left", "Root"], ["Right", "Root"], ["Leaf", "Left"], ["Twig", "Leaf"]]
SELECT s.name, b.name FROM staff AS s RIGHT JOIN staff AS b ON b.id = s.boss ORDER BY b.id, s.id
--> [["Left", "Root"], ["Right", "Root"], ["Leaf", "Left"], [null, "Right"], ["Twig", "Leaf"], [null, "Twig"]]
SELECT a.v, b.v FROM (VALUES (1), (2)) AS a (v) FULL JOIN (VALUES (2), (3)) AS b (v) ON a.v = b.v ORDER BY 1, 2
--> [[1, null], [2, 2], [null, 3]]
SELECT * FROM (VALUES (1, 'a')) AS l (id, x) JOIN (VALUES (1, 'b')) AS r (id, y) USING (id)
--> [[1, "a", "b"]]
SELECT u.id, x FROM (VALUES (1, 'a')) AS l (id, x) JOIN (VALUES (1, 'b')) AS r (id, y) USING (id) AS u
--> [[1, "a"]]
SELECT * FROM (VALUES (1, 'a')) AS l (id, x) NATURAL JOIN (VALUES (1, 'b'), (2, 'c')) AS r (id, y)
--> [[1, "a", "b"]]
SELECT count(*) FROM staff CROSS JOIN staff AS other
--> [[25]]
SELECT s.name, low.id FROM staff AS s CROSS JOIN LATERAL (SELECT id FROM staff WHERE boss = s.id ORDER BY id LIMIT 1) AS low ORDER BY s.id
--> [["Root", 2], ["Left", 4], ["Leaf", 5]]
SELECT s.id, g FROM staff AS s LEFT JOIN LATERAL generate_series(1, s.boss) AS g ON true WHERE s.id < 4 ORDER BY 1, 2
--> [[1, null], [2, 1], [3, 1]]
SELECT * FROM ROWS FROM (generate_series(1, 2), unnest(ARRAY['a', 'b', 'c'])) WITH ORDINALITY AS t (n, v, o)
--> [[1, "a", 1], [2, "b", 2], [null, "c", 3]]
SELECT id FROM staff AS a, staff AS b
--! 42702
SELECT staff.id FROM staff AS s
--! 42P01
SELECT nosuch.id FROM staff
--! 42P01
SELECT s.id FROM staff AS s JOIN nosuch ON true
--! 42P01
SELECT a.id FROM staff AS a, (SELECT a.id) AS b
--! 42P01
SELECT * FROM staff AS a JOIN staff AS b USING (nosuch)
--! 42703
SELECT 1 FROM staff, staff
--! 42712
-- Subqueries and conditions.
SELECT name FROM staff WHERE id IN (SELECT boss FROM staff) ORDER BY name
--> [["Leaf"], ["Left"], ["Root"]]
SELECT name FROM staff WHERE id NOT IN (SELECT boss FROM staff)
SELECT name FROM staff AS s WHERE NOT EXISTS (SELECT 1 FROM staff WHERE boss = s.id) ORDER BY name
--> [["Right"], ["Twig"]]
SELECT name FROM staff WHERE id > ALL (SELECT boss FROM staff WHERE boss IS NOT NULL)
--> [["Twig"]]
SELECT name FROM staff WHERE id = ANY (SELECT 2 UNION SELECT 3) ORDER BY id
--> [["Left"], ["Right"]]
SELECT name FROM staff WHERE (team, boss) = ('y', 1)
--> [["Right"]]
SELECT name FROM staff WHERE (boss, team) IN (VALUES (1, 'x'), (2, 'y')) ORDER BY id
--> [["Left"], ["Leaf"]]
SELECT (SELECT id FROM staff)
--! 21000
SELECT (SELECT id, name FROM staff WHERE id = 1)
--! 42601
SELECT (SELECT id FROM staff WHERE id > 100), (SELECT s FROM staff AS s WHERE id = 1), (SELECT ROW(1, 'x'))
--> [[null, "(1,Root,,x)", "(1,x)"]]
SELECT (SELECT s FROM staff AS s WHERE id = 2).name, (s).team, s.* FROM staff AS s WHERE id = 4
--> [["Left", "y", 4, "Leaf", 2, "y"]]
SELECT CASE WHEN boss IS NULL THEN 'top' WHEN boss = 1 THEN 'second' ELSE 'low' END, CASE team WHEN 'x' THEN 1 END FROM staff ORDER BY id
--> [["top", 1], ["second", 1], ["second", null], ["low", null], ["low", null]]
SELECT coalesce(NULL, 'c'), nullif(1, 1), nullif(1, 2), greatest(1, NULL, 3), least(2, 1), num_nulls(1, NULL), num_nonnulls(1, NULL)
--> [["c", null, 1, 3, 1, 1, 1]]
SELECT coalesce(1, 'x')
--! 22P02
SELECT NULL = NULL, NULL IS NULL, 1 IS DISTINCT FROM NULL, NULL IS NOT DISTINCT FROM NULL, (1, NULL) IS NULL, (1, NULL) IS NOT NULL, (NULL, NULL) IS NULL, 1 IN (2, NULL), 1 NOT IN (2, NULL), ROW(1, 2) < ROW(1, 3), ROW(1, NULL) = ROW(2, NULL)
--> [[null, true, true, true, false, false, true, null, null, true, false]]
SELECT 3 BETWEEN 1 AND 5, 3 BETWEEN 5 AND 1, 3 BETWEEN SYMMETRIC 5 AND 1, 3 NOT BETWEEN 1 AND 2, NULL BETWEEN 1 AND 2
--> [[true, false, true, true, null]]
SELECT CASE WHEN true THEN 1 ELSE 1 / 0 END, CASE 1 WHEN 1 THEN 'a' END
--> [[1, "a"]]
SELECT ROW(1, 2) = ROW(1, 2, 3)
--! 42601
-- ORDER, LIMIT, FETCH, TABLESAMPLE.
SELECT id FROM staff ORDER BY team NULLS FIRST, id DESC
--> [[5], [2], [1], [4], [3]]
SELECT id FROM staff ORDER BY team DESC, id LIMIT 2 OFFSET 1
--> [[3], [4]]
SELECT id FROM staff ORDER BY id OFFSET 3 ROWS FETCH NEXT 1 ROW ONLY
--> [[4]]
SELECT team FROM staff WHERE team IS NOT NULL ORDER BY team FETCH FIRST 1 ROW WITH TIES
--> [["x"], ["x"]]
SELECT id FROM staff ORDER BY id LIMIT ALL OFFSET 4
--> [[5]]
SELECT id FROM staff LIMIT -1
--! 2201W
SELECT id FROM staff LIMIT 'x'
--! 22P02
SELECT id AS n FROM staff ORDER BY n + 1
--! 42703
SELECT DISTINCT team FROM staff ORDER BY id
--! 42P10
SELECT id FROM staff ORDER BY 2
--! 42P10
SELECT id FROM staff ORDER BY name USING > LIMIT 1
--> [[5]]
SELECT count(*) FROM staff TABLESAMPLE BERNOULLI (100)
--> [[5]]
SELECT id FROM staff WHERE id = 1 FOR UPDATE
--> [[1]]
SELECT id FROM staff ORDER BY id FOR SHARE SKIP LOCKED LIMIT 1
--> [[1]]
SELECT FROM staff WHERE id = 1
--> [[]]
SELECT count(*) FROM (SELECT) AS t
--> [[1]]
SELECT "odd name", "select" FROM (SELECT 1 AS "odd name", 2 AS "select") AS t
--> [[1, 2]]
SELECT 1 AS "Ä", U&'\00e4' AS u, 'x' label
--> [[1, "ä", "x"]]
SELECT generate_series(1, 3) AS g ORDER BY g DESC
--> [[3], [2], [1]]
SELECT g, g * 2 AS d FROM generate_series(10, 1, -4) AS g
--> [[10, 20], [6, 12], [2, 4]]
SELECT generate_series(1.0, 2.0, 0.5)
--> [["1.0"], ["1.5"], ["2.0"]]
EXPLAIN (COSTS OFF) SELECT * FROM staff WHERE id = 1 AND name = 'x'
--> [["Index Scan using staff_pkey on staff"], ["  Index Cond: (id = 1)"], ["  Filter: (name = 'x'::text)"]]
EXPLAIN (COSTS OFF, FORMAT JSON) SELECT 1
--> [[[   {     "Plan": {       "Node Type": "Result",       "Parallel Aware": false,       "Async Capable": false,       "Disabled": false     }   } ]]]
EXPLAIN (COSTS OFF, ANALYZE, TIMING OFF, SUMMARY OFF, BUFFERS OFF) SELECT count(*) FROM staff
--> [["Aggregate (actual rows=1.00 loops=1)"], ["  ->  Seq Scan on staff (actual rows=5.00 loops=1)"]]
EXPLAIN (NOSUCH) SELECT 1
--! 42601
