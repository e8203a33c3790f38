CREATE TABLE sales (id INTEGER PRIMARY KEY, region TEXT, person TEXT, amount REAL, units INTEGER)
INSERT INTO sales (region, person, amount, units) VALUES ('north', 'Ann', 10.5, 3), ('north', 'Bob', NULL, 1), ('south', 'Cid', 7.25, NULL), ('south', 'Ann', 100, 10), ('south', 'Dee', -3, 2), (NULL, 'Eve', 0, 0)
SELECT count(*), count(amount), count(DISTINCT region), sum(units), total(units), avg(units), min(amount), max(amount) FROM sales
SELECT count(*), sum(amount), total(amount), avg(amount), min(amount), group_concat(person) FROM sales WHERE id > 100
SELECT region, count(*), sum(units), round(avg(amount), 3) FROM sales GROUP BY region ORDER BY region
SELECT region, sum(units) AS s FROM sales GROUP BY region HAVING s > 4 ORDER BY s DESC
SELECT person, count(*) FROM sales GROUP BY 1 HAVING count(*) > 1
SELECT length(person) AS l, group_concat(person, '|') FROM (SELECT person FROM sales ORDER BY person) GROUP BY l
SELECT group_concat(person), group_concat(person, ''), group_concat(person, NULL), group_concat(units, '+') FROM (SELECT * FROM sales ORDER BY id)
SELECT group_concat(person ORDER BY person DESC), string_agg(person, '; ' ORDER BY units), group_concat(DISTINCT region) FROM sales
SELECT group_concat(DISTINCT person, ',') FROM sales
SELECT string_agg(person) FROM sales
SELECT sum(units) FILTER (WHERE region = 'south'), count(*) FILTER (WHERE amount > 5), group_concat(person, '' ORDER BY id) FILTER (WHERE region IS NULL), max(units) FILTER (WHERE 0) FROM sales
SELECT sum(DISTINCT units), count(DISTINCT person), avg(DISTINCT units), sum(DISTINCT units) FILTER (WHERE units > 1) FROM sales
SELECT person, max(amount) FROM sales
SELECT person, min(amount), region FROM sales GROUP BY region ORDER BY region
SELECT max(units) - min(units), sum(units * 2) + 1, -sum(units), count(*) * 1.5 FROM sales
SELECT region, (SELECT count(*) FROM sales i WHERE i.region IS o.region) FROM sales o GROUP BY region ORDER BY 1
SELECT units > 2, count(*) FROM sales GROUP BY units > 2 ORDER BY 1
SELECT region, person, sum(units) FROM sales GROUP BY region, person ORDER BY region, person
SELECT count(*) FROM (SELECT DISTINCT region FROM sales)
SELECT DISTINCT region, amount > 5 FROM sales ORDER BY 1, 2
SELECT sum(units) FROM sales ORDER BY sum(units)
SELECT region FROM sales GROUP BY region ORDER BY count(*) DESC, region LIMIT 1
SELECT region FROM sales WHERE count(*) > 1
SELECT sum(count(*)) FROM sales
SELECT region FROM sales GROUP BY sum(units)
SELECT region FROM sales GROUP BY 9
SELECT nosuch(units) FROM sales
SELECT count(units, amount) FROM sales
SELECT sum('3' + 0), sum('x'), avg('4'), sum(x'31'), typeof(sum('3')), typeof(sum('3.0')) FROM sales
SELECT sum(a), typeof(sum(a)), avg(a) FROM (SELECT 1 AS a UNION ALL SELECT 2.0 UNION ALL SELECT NULL)
SELECT sum(a) FROM (SELECT 9223372036854775807 AS a UNION ALL SELECT -5 UNION ALL SELECT -9223372036854775807)
SELECT sum(a) = 0.6, sum(a) FROM (SELECT 0.1 AS a UNION ALL SELECT 0.2 UNION ALL SELECT 0.3)
SELECT count(*), max(n), sum(n) FROM (WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 5000) SELECT n FROM s)
SELECT n % 7, count(*), sum(n) FROM (WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 1000) SELECT n FROM s) GROUP BY 1 ORDER BY 1
