SELECT $1::integer, $2::text, $3::boolean, $4::numeric, $5::float8, $6::bytea, $7::date
--$ [1, "x", true, "1.50", 0.5, {"blob": "AP8="}, "2024-02-29"]
--> [[1, "x", true, "1.50", 0.5, {"blob": "AP8="}, "2024-02-29"]]
SELECT $1 + 1, $2 || 'x', NOT $3, -$4::numeric
--$ [41, "a", true, 2.50]
--> [[42, "ax", false, "-2.5"]]
SELECT pg_typeof($1::int8), pg_typeof($2 || ''), pg_typeof($3 + 1.5), pg_typeof($4 + 1)
--$ [1, "x", 1, 1]
--> [["bigint", "text", "numeric", "integer"]]
SELECT pg_typeof($1)
--$ [1]
--! 42P18
SELECT $2::text, $1::text, $2::text
--$ ["a", "b"]
--> [["b", "a", "b"]]
SELECT $1::integer
--$ [null]
--> [[null]]
SELECT $1::bigint
--$ [{"integer": "9223372036854775807"}]
--> [[{"integer": "9223372036854775807"}]]
SELECT $1::integer
--$ [2147483648]
--! 22003
SELECT $1::integer
--$ ["x"]
--! 22P02
SELECT $1::integer
--$ [1.5]
--! 22P02
SELECT $1::numeric
--$ [1.5]
--> [["1.5"]]
SELECT $1::jsonb, $2::json, $1::jsonb -> 'a'
--$ ["{\"a\": [1, 2.50]}", "[true]"]
--> [[{"a": [1, 2.50]}, [true], [1, 2.50]]]
SELECT $1::jsonb
--$ ["{broken"]
--! 22P02
SELECT $1::integer[], $2::text[], $1::integer[] || 4
--$ ["{1,2,3}", "{a,NULL,\"b c\"}"]
--> [[[1, 2, 3], ["a", null, "b c"], [1, 2, 3, 4]]]
SELECT 2 = ANY ($1), 5 = ANY ($1::integer[])
--$ ["{1,2}"]
--> [[true, false]]
SELECT $1::timestamptz, $2::interval, $3::uuid, $4::int4range, $5::time
--$ ["2024-01-01 12:00+02", "1 day", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "[1,3]", "10:00"]
--> [["2024-01-01 10:00:00+00", "1 day", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "[1,4)", "10:00:00"]]
SELECT $1
--$ ["untyped"]
--> [["untyped"]]
SELECT $1, $2 IS NULL
--$ [1, null]
--! 42P18
SELECT $1::text, length($1::text), upper($1::text), $1::text = 'naïve 🦀 "q" \'
--$ ["naïve 🦀 \"q\" \\"]
--> [["naïve 🦀 \"q\" \\", 13, "NAÏVE 🦀 \"Q\" \\", true]]
SELECT $1::bytea, length($1::bytea), encode($1::bytea, 'hex')
--$ [{"blob": "AAECAwQF"}]
--> [[{"blob": "AAECAwQF"}, 6, "000102030405"]]
SELECT $1::text
--$ []
--! parameter_mismatch
SELECT 1
--$ [1]
--! parameter_mismatch
SELECT $1::text, $2::text
--$ ["a"]
--! parameter_mismatch
SELECT $3::text
--$ ["a", "b", "c"]
--! 42P18
SELECT $0
--$ ["a"]
--! 42P02
SELECT $1::text
--$ ["a\u0000b"]
--! 22021
CREATE TABLE p (id integer PRIMARY KEY, t text, n numeric(6, 2), b boolean, j jsonb, a integer[], at timestamptz)
INSERT INTO p VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING *
--$ [1, "one", 1.255, false, "{\"k\": 1}", "{1,2}", "2024-01-01T00:00:00Z"]
--> [[1, "one", "1.26", false, {"k": 1}, [1, 2], "2024-01-01 00:00:00+00"]]
INSERT INTO p (id, t, n) VALUES ($1, $2, $3), ($1 + 1, $2, $3) RETURNING id
--$ [10, "ten", "3"]
--> [[10], [11]]
SELECT id FROM p WHERE id = $1 AND t = $2
--$ [1, "one"]
--> [[1]]
SELECT id FROM p WHERE id = ANY ($1) ORDER BY id
--$ ["{1,10,99}"]
--> [[1], [10]]
SELECT id FROM p WHERE id IN ($1, $2) ORDER BY id
--$ [1, 11]
--> [[1], [11]]
SELECT id FROM p WHERE t LIKE $1 || '%' ORDER BY id LIMIT $2 OFFSET $3
--$ ["te", 1, 1]
--> [[11]]
SELECT id FROM p WHERE j @> $1 AND a && $2
--$ ["{\"k\": 1}", "{2,7}"]
--> [[1]]
SELECT id FROM p WHERE at BETWEEN $1 AND $2
--$ ["2023-12-31", "2024-01-02"]
--> [[1]]
SELECT id FROM p WHERE ($1::text IS NULL OR t = $1) ORDER BY id
--$ [null]
--> [[1], [10], [11]]
UPDATE p SET n = $2, b = $3 WHERE id = $1 RETURNING n, b
--$ [1, "7.5", true]
--> [["7.50", true]]
UPDATE p SET t = coalesce($1, t), j = jsonb_set(coalesce(j, '{}'), '{x}', to_jsonb($2::integer)) WHERE id = 10 RETURNING t, j
--$ [null, 5]
--> [["ten", {"x": 5}]]
DELETE FROM p WHERE id = $1 RETURNING id
--$ ["11"]
--> [[11]]
SELECT CASE WHEN $1 THEN 'yes' ELSE 'no' END, coalesce($2, 'd'), greatest($3, 5)
--$ [true, null, 7]
--> [["yes", "d", 7]]
SELECT $1::float8, $2::float8, $3::float4
--$ [1e300, -0.0, 0.1]
--> [[1e+300, -0.0, 0.1]]
SELECT $1::numeric, $2::numeric
--$ ["123456789012345678901234567890.12345", "-1e-10"]
--> [["123456789012345678901234567890.12345", "-0.0000000001"]]
SELECT * FROM generate_series($1::integer, $2::integer)
--$ [3, 5]
--> [[3], [4], [5]]
SELECT * FROM unnest($1::integer[], $2::text[]) AS t (n, s)
--$ ["{1,2}", "{a,b}"]
--> [[1, "a"], [2, "b"]]
SELECT row($1::integer, $2::text), ARRAY[$1, 5], jsonb_build_object('k', $2::text)
--$ [1, "v"]
--> [["(1,v)", [1, 5], {"k": "v"}]]
SELECT 'a' || $1
--$ ["b"]
--> [["ab"]]
SELECT $1 = 1
--$ ["1"]
--> [[true]]
SELECT date '2024-01-01' + $1::integer, timestamp '2024-01-01' + $2::interval, now() > $3
--$ [5, "1 month", "2024-01-01"]
--> [["2024-01-06", "2024-02-01 00:00:00", true]]
CREATE VIEW v AS SELECT $1
--$ [1]
--! parameter_mismatch
BEGIN
INSERT INTO p (id, t) VALUES ($1, $2)
--$ [20, "twenty"]
INSERT INTO p (id, t) VALUES ($1, $2)
--$ [21, "twenty-one"]
SELECT id, t FROM p WHERE id >= $1 ORDER BY id
--$ [20]
COMMIT
--> [[20, "twenty"], [21, "twenty-one"]]
EXPLAIN (COSTS OFF) SELECT * FROM p WHERE id = $1
--$ [1]
--> [["Index Scan using p_pkey on p"], ["  Index Cond: (id = 1)"]]
DO $$ BEGIN PERFORM $1; END $$
--$ [1]
--! parameter_mismatch
