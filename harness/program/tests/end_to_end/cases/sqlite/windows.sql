CREATE TABLE marks (id INTEGER PRIMARY KEY, class TEXT, pupil TEXT, mark INTEGER)
INSERT INTO marks (class, pupil, mark) VALUES ('a', 'Ann', 3), ('a', 'Bob', 5), ('a', 'Cid', 3), ('b', 'Dee', NULL), ('b', 'Eve', 1), ('b', 'Fay', 9), ('b', 'Gus', 9)
SELECT id, row_number() OVER (ORDER BY mark, id), rank() OVER (ORDER BY mark), dense_rank() OVER (ORDER BY mark) FROM marks ORDER BY id
SELECT id, rank() OVER (PARTITION BY class ORDER BY mark DESC), row_number() OVER (PARTITION BY class ORDER BY mark DESC, id) FROM marks ORDER BY id
SELECT id, percent_rank() OVER (ORDER BY mark), cume_dist() OVER (ORDER BY mark), ntile(3) OVER (ORDER BY id) FROM marks ORDER BY id
SELECT id, lag(mark) OVER w, lead(mark) OVER w, lag(mark, 2, 'none') OVER w, lead(id, 0) OVER w FROM marks WINDOW w AS (ORDER BY id) ORDER BY id
SELECT id, first_value(pupil) OVER w, last_value(pupil) OVER w, nth_value(pupil, 2) OVER w FROM marks WINDOW w AS (PARTITION BY class ORDER BY id) ORDER BY id
SELECT id, last_value(pupil) OVER (PARTITION BY class ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM marks ORDER BY id
SELECT id, sum(mark) OVER (ORDER BY id), count(*) OVER (), avg(mark) OVER (PARTITION BY class) FROM marks ORDER BY id
SELECT id, sum(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), sum(id) OVER (ORDER BY id ROWS 2 PRECEDING) FROM marks ORDER BY id
SELECT id, sum(id) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING), count(*) OVER (ORDER BY id ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) FROM marks ORDER BY id
SELECT id, sum(mark) OVER (ORDER BY mark RANGE BETWEEN 2 PRECEDING AND 2 FOLLOWING), count(*) OVER (ORDER BY mark RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM marks ORDER BY id
SELECT id, group_concat(id) OVER (ORDER BY mark GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM marks ORDER BY id
SELECT id, group_concat(id) OVER (ORDER BY mark, id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW), count(*) OVER (ORDER BY mark GROUPS UNBOUNDED PRECEDING EXCLUDE GROUP), count(*) OVER (ORDER BY mark GROUPS UNBOUNDED PRECEDING EXCLUDE TIES) FROM marks ORDER BY id
SELECT id, count(*) FILTER (WHERE mark > 2) OVER (ORDER BY id), max(mark) OVER (ORDER BY id DESC) FROM marks ORDER BY id
SELECT class, sum(mark), rank() OVER (ORDER BY sum(mark) DESC), sum(sum(mark)) OVER () FROM marks GROUP BY class ORDER BY class
SELECT pupil FROM (SELECT pupil, row_number() OVER (PARTITION BY class ORDER BY mark DESC NULLS LAST, id) AS n FROM marks) WHERE n = 1 ORDER BY pupil
SELECT id, sum(id) OVER a, sum(id) OVER (a ROWS 1 PRECEDING) FROM marks WINDOW a AS (ORDER BY id DESC) ORDER BY id
SELECT id, row_number() OVER (ORDER BY id DESC) AS r FROM marks ORDER BY r LIMIT 2 OFFSET 1
SELECT DISTINCT count(*) OVER (PARTITION BY class) FROM marks ORDER BY 1
SELECT id, string_agg(pupil, ',') OVER (PARTITION BY mark ORDER BY id) FROM marks ORDER BY id
SELECT id, json_group_array(mark) OVER (ORDER BY id ROWS 1 PRECEDING) FROM marks ORDER BY id
SELECT id, total(mark) OVER (ORDER BY id), min(pupil) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING) FROM marks ORDER BY id
WITH gaps AS (SELECT id, id - row_number() OVER (ORDER BY id) AS island FROM marks WHERE id <> 4) SELECT island, min(id), max(id) FROM gaps GROUP BY island ORDER BY island
UPDATE marks SET mark = (SELECT r FROM (SELECT id, rank() OVER (ORDER BY pupil DESC) AS r FROM marks) x WHERE x.id = marks.id) WHERE class = 'b' RETURNING id, mark
SELECT row_number() FROM marks
SELECT id FROM marks WHERE row_number() OVER () = 1
SELECT sum(DISTINCT mark) OVER () FROM marks
SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND 1 PRECEDING) FROM marks
SELECT sum(id) OVER (ORDER BY id ROWS -1 PRECEDING) FROM marks
SELECT ntile(0) OVER () FROM marks
SELECT nth_value(id, 0) OVER () FROM marks
SELECT sum(id) OVER nosuch FROM marks
SELECT sum(id) OVER (ORDER BY id, mark RANGE 1 PRECEDING) FROM marks
SELECT upper(pupil) OVER () FROM marks
