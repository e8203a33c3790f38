CREATE TABLE sale (id integer PRIMARY KEY, region text, person text, amount numeric(8, 2), units integer)
INSERT INTO sale VALUES (1, 'north', 'Ann', 10.50, 3), (2, 'north', 'Bob', NULL, 1), (3, 'south', 'Cid', 7.25, NULL), (4, 'south', 'Ann', 100, 10), (5, 'south', 'Dee', -3, 2), (6, NULL, 'Eve', 0, 0)
SELECT count(*), count(amount), count(DISTINCT region), sum(units), avg(units), min(amount), max(person), sum(amount) FROM sale
--> [[6, 5, 2, 16, "3.2000000000000000", "-3.00", "Eve", "114.75"]]
SELECT count(*), sum(units), avg(amount), min(person), array_agg(id), string_agg(person, ','), bool_and(true) FROM sale WHERE id > 100
--> [[0, null, null, null, null, null, null]]
SELECT region, count(*), sum(units) FROM sale GROUP BY region ORDER BY region NULLS FIRST
--> [[null, 1, 0], ["north", 2, 4], ["south", 3, 12]]
SELECT region, sum(units) FROM sale GROUP BY region HAVING sum(units) > 3 ORDER BY 2 DESC
--> [["south", 12], ["north", 4]]
SELECT string_agg(person, '; ' ORDER BY person DESC), string_agg(DISTINCT person, '' ORDER BY person), array_agg(units ORDER BY units NULLS FIRST), count(*) FILTER (WHERE units > 1), sum(units) FILTER (WHERE region = 'south') FROM sale
--> [["Eve; Dee; Cid; Bob; Ann; Ann", "AnnBobCidDeeEve", [null, 0, 1, 2, 3, 10], 3, 12]]
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY units), percentile_disc(0.5) WITHIN GROUP (ORDER BY units), mode() WITHIN GROUP (ORDER BY person), percentile_cont(ARRAY[0.25, 0.75]) WITHIN GROUP (ORDER BY units), percentile_disc(0.9) WITHIN GROUP (ORDER BY person) FROM sale
--> [[2.0, 2, "Ann", [1.0, 3.0], "Eve"]]
SELECT rank(5) WITHIN GROUP (ORDER BY units), dense_rank(5) WITHIN GROUP (ORDER BY units), percent_rank(5) WITHIN GROUP (ORDER BY units), cume_dist(2) WITHIN GROUP (ORDER BY units) FROM sale
--> [[5, 5, 0.6666666666666666, 0.5714285714285714]]
SELECT region, person, sum(units), grouping(region, person) FROM sale GROUP BY GROUPING SETS ((region, person), (region), ()) ORDER BY 4, 1 NULLS LAST, 2 NULLS LAST
--> [["north", "Ann", 3, 0], ["north", "Bob", 1, 0], ["south", "Ann", 10, 0], ["south", "Cid", null, 0], ["south", "Dee", 2, 0], [null, "Eve", 0, 0], ["north", null, 4, 1], ["south", null, 12, 1], [null, null, 0, 1], [null, null, 16, 3]]
SELECT region, count(*), grouping(region) FROM sale GROUP BY ROLLUP (region) ORDER BY 3, 1 NULLS LAST
--> [["north", 2, 0], ["south", 3, 0], [null, 1, 0], [null, 6, 1]]
SELECT region IS NULL AS none, units > 2 AS many, count(*) FROM sale GROUP BY CUBE (1, 2) ORDER BY 1 NULLS LAST, 2 NULLS LAST, 3
--> [[false, false, 2], [false, true, 2], [false, null, 1], [false, null, 5], [true, false, 1], [true, null, 1], [null, false, 3], [null, true, 2], [null, null, 1], [null, null, 6]]
SELECT region, sum(units) FROM sale GROUP BY DISTINCT ROLLUP (region), ROLLUP (region) ORDER BY 1 NULLS LAST, 2
--> [["north", 4], ["south", 12], [null, 0], [null, 16]]
SELECT round(stddev(units), 4), round(stddev_pop(units), 4), round(variance(units), 4), round(var_pop(units), 4), round(corr(units, id)::numeric, 6), regr_count(units, id), round(regr_slope(units, id)::numeric, 6), round(covar_samp(units, id)::numeric, 6) FROM sale
--> [["3.9623", "3.5440", "15.7000", "12.5600", "-0.079110", 5, "-0.151163", "-0.650000"]]
SELECT any_value(region) IS NOT NULL, bit_or(units), bool_or(units > 5), every(units >= 0), max(ARRAY[units, id]), min(row(1, 2)) FROM sale WHERE units IS NOT NULL
--> [[true, 11, true, true, [10, 4], "(1,2)"]]
SELECT sum(DISTINCT units), count(DISTINCT (region, person)), avg(DISTINCT amount) FROM sale
--> [[16, 6, "22.9500000000000000"]]
SELECT region, person FROM sale GROUP BY region
--! 42803
SELECT id, person FROM sale GROUP BY id ORDER BY id LIMIT 2
--> [[1, "Ann"], [2, "Bob"]]
SELECT sum(sum(units)) FROM sale
--! 42803
SELECT person FROM sale WHERE sum(units) > 1
--! 42803
SELECT sum(person) FROM sale
--! 42883
SELECT max(units) AS m FROM sale HAVING count(*) > 100
SELECT person, (SELECT sum(i.units) FROM sale AS i WHERE i.region = o.region) FROM sale AS o ORDER BY id
--> [["Ann", 4], ["Bob", 4], ["Cid", 12], ["Ann", 12], ["Dee", 12], ["Eve", null]]
SELECT DISTINCT ON (region) region, person FROM sale ORDER BY region NULLS FIRST, units DESC NULLS LAST
--> [[null, "Eve"], ["north", "Ann"], ["south", "Ann"]]
SELECT DISTINCT ON (region) person FROM sale ORDER BY person
--! 42P10
-- Windows.
SELECT id, row_number() OVER (ORDER BY id DESC), rank() OVER (ORDER BY region), dense_rank() OVER (ORDER BY region), ntile(4) OVER (ORDER BY id) FROM sale ORDER BY id
--> [[1, 6, 1, 1, 1], [2, 5, 1, 1, 1], [3, 4, 3, 2, 2], [4, 3, 3, 2, 2], [5, 2, 3, 2, 3], [6, 1, 6, 3, 4]]
SELECT id, sum(units) OVER (ORDER BY id), sum(units) OVER (), avg(amount) OVER (PARTITION BY region), count(*) OVER (PARTITION BY region ORDER BY id) FROM sale ORDER BY id
--> [[1, 3, 16, "10.5000000000000000", 1], [2, 4, 16, "10.5000000000000000", 2], [3, 4, 16, "34.7500000000000000", 1], [4, 14, 16, "34.7500000000000000", 2], [5, 16, 16, "34.7500000000000000", 3], [6, 16, 16, "0.00000000000000000000", 1]]
SELECT id, lag(id) OVER w, lead(id, 2, -1) OVER w, first_value(person) OVER w, last_value(person) OVER w, nth_value(person, 2) OVER w FROM sale WINDOW w AS (PARTITION BY region ORDER BY id) ORDER BY id
--> [[1, null, -1, "Ann", "Ann", null], [2, 1, -1, "Ann", "Bob", "Bob"], [3, null, 5, "Cid", "Cid", null], [4, 3, -1, "Cid", "Ann", "Ann"], [5, 4, -1, "Cid", "Dee", "Ann"], [6, null, -1, "Eve", "Eve", null]]
SELECT id, sum(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), sum(id) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING), sum(id) OVER (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) FROM sale ORDER BY id
--> [[1, 3, 21, 7], [2, 6, 20, 9], [3, 9, 18, 11], [4, 12, 15, 6], [5, 15, 11, null], [6, 11, 6, null]]
SELECT id, sum(units) OVER (ORDER BY units RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING), count(*) OVER (ORDER BY region GROUPS 1 PRECEDING), array_agg(id) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING EXCLUDE CURRENT ROW) FROM sale ORDER BY id
--> [[1, 5, 2, null], [2, 3, 2, [1]], [3, null, 5, [1, 2]], [4, 10, 5, [1, 2, 3]], [5, 6, 5, [1, 2, 3, 4]], [6, 1, 4, [1, 2, 3, 4, 5]]]
SELECT id, count(*) OVER (ORDER BY region GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES), count(*) OVER (ORDER BY region GROUPS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE GROUP) FROM sale ORDER BY id
--> [[1, 5, 4], [2, 5, 4], [3, 4, 3], [4, 4, 3], [5, 4, 3], [6, 6, 5]]
SELECT d, count(*) OVER (ORDER BY d RANGE BETWEEN interval '2 days' PRECEDING AND CURRENT ROW) FROM (VALUES (date '2024-01-01'), ('2024-01-02'), ('2024-01-05')) AS t (d)
--> [["2024-01-01", 1], ["2024-01-02", 2], ["2024-01-05", 1]]
SELECT id, percent_rank() OVER (ORDER BY region), cume_dist() OVER (ORDER BY region), sum(units) FILTER (WHERE units > 1) OVER (ORDER BY id) FROM sale ORDER BY id
--> [[1, 0.0, 0.3333333333333333, 3], [2, 0.0, 0.3333333333333333, 3], [3, 0.4, 0.8333333333333334, 3], [4, 0.4, 0.8333333333333334, 13], [5, 0.4, 0.8333333333333334, 15], [6, 1.0, 1.0, 15]]
SELECT region, sum(units), rank() OVER (ORDER BY sum(units) DESC NULLS LAST), sum(sum(units)) OVER () FROM sale GROUP BY region ORDER BY 3
--> [["south", 12, 1, "16"], ["north", 4, 2, "16"], [null, 0, 3, "16"]]
SELECT id, string_agg(person, '') OVER (ORDER BY id ROWS 1 PRECEDING), jsonb_agg(units) OVER (PARTITION BY region ORDER BY id) FROM sale ORDER BY id
--> [[1, "Ann", [3]], [2, "AnnBob", [3, 1]], [3, "BobCid", [null]], [4, "CidAnn", [null, 10]], [5, "AnnDee", [null, 10, 2]], [6, "DeeEve", [0]]]
SELECT sum(units) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND 1 PRECEDING) FROM sale
--! 42P20
SELECT sum(units) OVER (ORDER BY id ROWS -1 PRECEDING) FROM sale
--! 22013
SELECT id FROM sale WHERE row_number() OVER () = 1
--! 42P20
SELECT sum(DISTINCT units) OVER () FROM sale
--! 0A000
SELECT ntile(0) OVER () FROM sale
--! 22014
SELECT nosuch(1) OVER () FROM sale
--! 42883
SELECT row_number() FROM sale
--! 42809
SELECT sum(units) OVER nowhere FROM sale
--! 42704
SELECT max(n), sum(n), count(*) FROM generate_series(1, 100000) AS n
--> [[100000, 5000050000, 100000]]
SELECT n % 5, count(*), sum(n::bigint * n) FROM generate_series(1, 10000) AS n GROUP BY 1 ORDER BY 1
--> [[0, 2000, "66716675000"], [1, 2000, "66636667000"], [2, 2000, "66656663000"], [3, 2000, "66676663000"], [4, 2000, "66696667000"]]
