SELECT ARRAY[1, 2, 3], '{1,2,3}'::int[], ARRAY[[1, 2], [3, 4]], ARRAY['a', NULL, 'b,c', 'd"e', ''], '{}'::text[], ARRAY[]::int[], ARRAY[1.5, 2], ARRAY[true, NULL]
--> [[[1, 2, 3], [1, 2, 3], [[1, 2], [3, 4]], ["a", null, "b,c", "d\"e", ""], [], [], ["1.5", "2"], [true, null]]]
SELECT ARRAY[1, 'x']
--! 22P02
SELECT ARRAY[]
--! 42P18
SELECT '{1,2'::int[]
--! 22P02
SELECT ARRAY[[1, 2], [3]]
--! 2202E
SELECT a[1], a[2:3], a[:2], a[2:], a[5], a[0], a[2:1], array_length(a, 1), cardinality(a), array_upper(a, 1), array_lower(a, 1), array_ndims(a), array_dims(a) FROM (VALUES (ARRAY[10, 20, 30])) AS t (a)
--> [[10, [20, 30], [10, 20], [20, 30], null, null, [], 3, 3, 3, 1, 1, "[1:3]"]]
SELECT a[2][1], a[1:2][2:2], a[1], array_length(a, 2), cardinality(a), array_dims(a) FROM (VALUES (ARRAY[[1, 2], [3, 4]])) AS t (a)
--> [[3, [[2], [4]], null, 2, 4, "[1:2][1:2]"]]
SELECT '[0:2]={5,6,7}'::int[], ('[0:2]={5,6,7}'::int[])[0], array_lower('[0:2]={5,6,7}'::int[], 1)
--> [[[5, 6, 7], 5, 0]]
SELECT ARRAY[1, 2] || ARRAY[3], ARRAY[1, 2] || 3, 0 || ARRAY[1], array_append(ARRAY[1], 2), array_prepend(0, ARRAY[1]), array_cat(ARRAY[1], ARRAY[2]), ARRAY[[1]] || ARRAY[2]
--> [[[1, 2, 3], [1, 2, 3], [0, 1], [1, 2], [0, 1], [1, 2], [[1], [2]]]]
SELECT ARRAY[1, 2, 3] @> ARRAY[2], ARRAY[2] <@ ARRAY[1, 2], ARRAY[1, 2] && ARRAY[2, 3], ARRAY[1, 2] = ARRAY[1, 2], ARRAY[1, 2] < ARRAY[1, 3], 2 = ANY (ARRAY[1, 2]), 2 > ALL (ARRAY[0, 1]), NULL = ANY (ARRAY[1]), 1 = ANY (ARRAY[2, NULL]), 1 = ANY ('{}'::int[])
--> [[true, true, true, true, true, true, true, null, null, false]]
SELECT array_position(ARRAY['a', 'b', 'a'], 'a'), array_positions(ARRAY['a', 'b', 'a'], 'a'), array_remove(ARRAY[1, 2, 1], 1), array_replace(ARRAY[1, 2, 1], 1, 9), array_fill(7, ARRAY[2, 2]), trim_array(ARRAY[1, 2, 3], 2), array_reverse(ARRAY[1, 2, 3]), array_sort(ARRAY[3, 1, NULL, 2]), array_position(ARRAY[1, NULL], NULL)
--> [[1, [1, 3], [2], [9, 2, 9], [[7, 7], [7, 7]], [1], [3, 2, 1], [1, 2, 3, null], 2]]
SELECT array_sort(ARRAY[2, 3, 1], true), cardinality(array_sample(ARRAY[1, 2, 3], 2)), array_length(array_shuffle(ARRAY[1, 2, 3]), 1), array_to_json(ARRAY[[1, 2], [3, 4]]), array_to_string(ARRAY['a', 'b'], ', ')
--> [[[3, 2, 1], 2, 3, [[1,2],[3,4]], "a, b"]]
SELECT unnest(ARRAY[3, 1, 2])
--> [[3], [1], [2]]
SELECT * FROM unnest(ARRAY[1, 2], ARRAY['a', 'b', 'c']) WITH ORDINALITY AS t (n, s, o)
--> [[1, "a", 1], [2, "b", 2], [null, "c", 3]]
SELECT unnest(ARRAY[[1, 2], [3, 4]])
--> [[1], [2], [3], [4]]
SELECT unnest(ARRAY[1, 2]), unnest(ARRAY['a', 'b', 'c'])
--> [[1, "a"], [2, "b"], [null, "c"]]
SELECT array_agg(n ORDER BY n DESC), array_agg(DISTINCT n % 2), array_agg(n) FILTER (WHERE n > 5), array_agg(ARRAY[n, n * 2] ORDER BY n) FROM generate_series(1, 3) AS n
--> [[[3, 2, 1], [0, 1], null, [[1, 2], [2, 4], [3, 6]]]]
SELECT ARRAY(SELECT g * g FROM generate_series(1, 4) AS g), ARRAY(SELECT 1 WHERE false)
--> [[[1, 4, 9, 16], []]]
SELECT generate_subscripts(ARRAY['x', 'y'], 1), generate_series(5, 1, -2)
--> [[1, 5], [2, 3], [null, 1]]
SELECT generate_series(1, 3, 0)
--! 22023
SELECT (ARRAY[1, 2, 3])[NULL::int], '{NULL,"NULL",null}'::text[], '{" a ", b }'::text[], E'{a\\,b}'::text[]
--> [[null, [null, "NULL", null], [" a ", "b"], ["a,b"]]]
CREATE TABLE board (id integer PRIMARY KEY, row_of text[] DEFAULT '{}', grid integer[][])
INSERT INTO board VALUES (1, '{a,b}', '{{1,2},{3,4}}'), (2, DEFAULT, NULL) RETURNING *
--> [[1, ["a", "b"], [[1, 2], [3, 4]]], [2, [], null]]
UPDATE board SET row_of[3] = 'c', grid[1][1] = 9 WHERE id = 1 RETURNING row_of, grid
--> [[["a", "b", "c"], [[9, 2], [3, 4]]]]
UPDATE board SET row_of[2:3] = '{x,y}', grid = grid[2:2] WHERE id = 1 RETURNING *
--> [[1, ["a", "x", "y"], [[3, 4]]]]
UPDATE board SET row_of[5] = 'far' WHERE id = 2 RETURNING row_of, array_dims(row_of)
--> [[["far"], "[5:5]"]]
CREATE INDEX board_row_of ON board USING gin (row_of)
SELECT id FROM board WHERE row_of @> '{x}'
--> [[1]]
SELECT id FROM board WHERE 'far' = ANY (row_of)
--> [[2]]
SELECT 1 + ARRAY[1]
--! 42883
SELECT ARRAY['2024-01-01'::date], ARRAY['1.50'::numeric, NULL], ARRAY['\x00'::bytea], ARRAY['{"a":1}'::jsonb], ARRAY[9007199254740993], ARRAY[0.5::float8], ARRAY[interval '1 day'], ARRAY['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid], ARRAY[int4range(1, 3)]
--> [[["2024-01-01"], ["1.50", null], [{"blob": "AA=="}], [{"a": 1}], [{"integer": "9007199254740993"}], [0.5], ["1 day"], ["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"], ["[1,3)"]]]
SELECT ARRAY['NaN'::float8]
--! number_not_finite
-- Ranges.
SELECT int4range(1, 5), int4range(1, 5, '[]'), '(1,5)'::int4range, 'empty'::int4range, numrange(1.5, NULL), daterange('2024-01-01', '2024-02-01'), tsrange('2024-01-01', NULL, '[]'), '[1,1)'::int4range, '(,)'::int8range, tstzrange('2024-01-01 00:00+02', '2024-01-02')
--> [["[1,5)", "[1,6)", "[2,5)", "empty", "[1.5,)", "[2024-01-01,2024-02-01)", "[\"2024-01-01 00:00:00\",)", "empty", "(,)", "[\"2023-12-31 22:00:00+00\",\"2024-01-02 00:00:00+00\")"]]
SELECT int4range(5, 1)
--! 22000
SELECT '[1'::int4range
--! 22P02
SELECT int4range(1, 5) @> 3, int4range(1, 5) @> int4range(2, 3), int4range(1, 5) && int4range(5, 8), int4range(1, 5) -|- int4range(5, 8), int4range(1, 5) << int4range(7, 9), int4range(1, 5) * int4range(3, 8), int4range(1, 5) + int4range(3, 8), int4range(1, 8) - int4range(5, 8), 9 <@ int4range(1, 5)
--> [[true, true, false, true, true, "[3,5)", "[1,8)", "[1,5)", false]]
SELECT int4range(1, 3) + int4range(5, 8)
--! 22000
SELECT lower(r), upper(r), isempty(r), lower_inc(r), upper_inc(r), lower_inf(r), upper_inf(r) FROM (VALUES (int4range(1, 5)), (int4range(NULL, 3)), ('empty')) AS t (r)
--> [[1, 5, false, true, false, false, false], [null, 3, false, false, false, true, false], [null, null, true, false, false, false, false]]
SELECT '{[1,3),[5,8)}'::int4multirange, int4multirange(int4range(1, 4), int4range(3, 9)), '{[1,3),[5,8)}'::int4multirange @> 6, range_agg(r), range_intersect_agg(r), multirange(int4range(1, 2)), unnest('{[1,3),[5,8)}'::int4multirange) FROM (VALUES (int4range(1, 5)), (int4range(3, 9))) AS t (r)
--> [["{[1,3),[5,8)}", "{[1,9)}", true, "{[1,9)}", "[3,5)", "{[1,2)}", "[1,3)"], ["{[1,3),[5,8)}", "{[1,9)}", true, "{[1,9)}", "[3,5)", "{[1,2)}", "[5,8)"]]
CREATE TYPE float_range AS RANGE (subtype = float8)
SELECT '[1.5,2.5]'::float_range, float_range(0, 1) @> 0.5::float8, float_multirange(float_range(0, 1))
--> [["[1.5,2.5]", true, "{[0,1)}"]]
CREATE TABLE booking (room integer, during tsrange, EXCLUDE USING gist (during WITH &&))
INSERT INTO booking VALUES (1, '[2024-01-01 10:00, 2024-01-01 11:00)'), (1, '[2024-01-01 11:00, 2024-01-01 12:00)')
INSERT INTO booking VALUES (1, '[2024-01-01 10:30, 2024-01-01 10:40)')
--! 23P01
SELECT count(*) FROM booking WHERE during && '[2024-01-01 10:59, 2024-01-01 11:01)'::tsrange
--> [[2]]
