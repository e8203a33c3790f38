SELECT '{"b": 1, "a": [1, 2.50, "x", true, null]}'::json, '{"b": 1, "a": [1, 2.50, "x", true, null], "b": 2}'::jsonb, '"text"'::jsonb, 'null'::jsonb, '1e3'::jsonb, '[]'::json
--> [[{"b": 1, "a": [1, 2.50, "x", true, null]}, {"a": [1, 2.50, "x", true, null], "b": 2}, "text", null, 1000, []]]
SELECT '{"b": 1,  "a": 2, "b": 3}'::json::text, '{"b": 1,  "a": 2, "b": 3}'::jsonb::text, '1.50'::jsonb::text, '1e3'::jsonb::text, '"\u00e9\n"'::jsonb::text
--> [["{\"b\": 1,  \"a\": 2, \"b\": 3}", "{\"a\": 2, \"b\": 3}", "1.50", "1000", "\"é\\n\""]]
SELECT '{"a":'::json
--! 22P02
SELECT '{a: 1}'::jsonb
--! 22P02
SELECT '"\u0000"'::jsonb
--! 22P05
SELECT '1e400'::jsonb = '1e400'::jsonb, '123456789012345678901234567890'::jsonb::text, '[9007199254740993]'::jsonb ->> 0
--> [[true, "123456789012345678901234567890", "9007199254740993"]]
SELECT j -> 'a', j ->> 'a', j -> 'b' -> 1, j #> '{b,1,c}', j #>> '{b,1,c}', j -> 'x', j['b'][0], j -> 'b' -> -1, j ->> 'n' FROM (VALUES ('{"a": "t", "b": [10, {"c": 2.50}], "n": null}'::jsonb)) AS t (j)
--> [["t", "t", {"c": 2.50}, 2.50, "2.50", null, 10, {"c": 2.50}, null]]
SELECT '{"a":1,"b":2}'::jsonb @> '{"a":1}', '{"a":1}'::jsonb <@ '{"a":1,"b":2}', '{"a":1}'::jsonb ? 'a', '["x","y"]'::jsonb ? 'x', '{"a":1}'::jsonb ?| '{z,a}', '{"a":1}'::jsonb ?& '{a,b}', '[1,[2]]'::jsonb @> '[2]', '{"a":[1,2,3]}'::jsonb @> '{"a":[3]}'
--> [[true, true, true, true, true, false, false, true]]
SELECT '{"a":1}'::jsonb || '{"b":2}', '[1]'::jsonb || '[2]', '{"a":1,"b":2}'::jsonb - 'a', '["a","b"]'::jsonb - 0, '{"a":1,"b":2,"c":3}'::jsonb - '{a,c}'::text[], '{"a":{"b":[1,2]}}'::jsonb #- '{a,b,0}', '[1,2]'::jsonb || '3'
--> [[{"a": 1, "b": 2}, [1, 2], {"b": 2}, ["b"], {"b": 2}, {"a": {"b": [2]}}, [1, 2, 3]]]
SELECT '1'::jsonb - 'a'
--! 22023
SELECT jsonb_set('{"a":[1,2]}', '{a,0}', '9'), jsonb_set('{"a":1}', '{b}', '2', false), jsonb_insert('{"a":[1,2]}', '{a,1}', '"new"'), jsonb_insert('[1]', '{0}', '0', true), jsonb_set_lax('{"a":1}', '{a}', NULL, true, 'delete_key'), jsonb_strip_nulls('{"a":null,"b":[null,1]}'), jsonb_pretty('{"a":[1]}')
--> [[{"a": [9, 2]}, {"a": 1}, {"a": [1, "new", 2]}, [1, 0], {}, {"b": [null, 1]}, "{\n    \"a\": [\n        1\n    ]\n}"]]
SELECT json_build_object('a', 1, 'b', ARRAY[1, 2], 'c', NULL, 'd', row(1, 'x')), jsonb_build_array(1, 'two', NULL, 3.50, true, '{"x":1}'::jsonb), to_jsonb('it"s'::text), to_json(timestamp '2024-01-01 10:00'), row_to_json(row(1, 'a')), json_object('{a,1,b,2}'), jsonb_object('{a,b}', '{1,2}'), to_jsonb(1.50), to_jsonb(date '2024-02-29')
--> [[{"a" : 1, "b" : [1,2], "c" : null, "d" : {"f1":1,"f2":"x"}}, [1, "two", null, 3.50, true, {"x": 1}], "it\"s", "2024-01-01T10:00:00", {"f1":1,"f2":"a"}, {"a" : "1", "b" : "2"}, {"a": "1", "b": "2"}, 1.50, "2024-02-29"]]
SELECT json_build_object('a')
--! 22023
SELECT json_build_object(NULL, 1)
--! 22004
SELECT jsonb_typeof(j) FROM (VALUES ('1'::jsonb), ('"a"'), ('true'), ('null'), ('[]'), ('{}')) AS t (j)
--> [["number"], ["string"], ["boolean"], ["null"], ["array"], ["object"]]
SELECT jsonb_array_length('[1,2,3]'), json_array_length('[]')
--> [[3, 0]]
SELECT jsonb_array_length('{}')
--! 22023
SELECT key, value FROM jsonb_each('{"a":1,"b":"x","c":null}')
--> [["a", 1], ["b", "x"], ["c", null]]
SELECT key, value FROM json_each_text('{"a":1,"b":"x","c":null}')
--> [["a", "1"], ["b", "x"], ["c", null]]
SELECT value, ordinality FROM jsonb_array_elements('[1,"a",null]') WITH ORDINALITY
--> [[1, 1], ["a", 2], [null, 3]]
SELECT jsonb_array_elements_text('[1,"a",null]'), jsonb_object_keys('{"z":1,"a":2,"bb":3}')
--> [["1", "a"], ["a", "z"], [null, "bb"]]
SELECT * FROM jsonb_to_recordset('[{"a":1,"b":"x"},{"a":"2","c":true}]') AS t (a integer, b text, c boolean)
--> [[1, "x", null], [2, null, true]]
SELECT * FROM jsonb_to_record('{"a":[1,2],"b":{"x":1},"d":"2024-01-01"}') AS t (a integer[], b jsonb, d date, e text)
--> [[[1, 2], {"x": 1}, "2024-01-01", null]]
CREATE TYPE point_of AS (x integer, y integer, label text)
SELECT * FROM jsonb_populate_record(row(7, 8, 'base')::point_of, '{"x": 1, "label": null}')
--> [[1, 8, null]]
SELECT jsonb_agg(n ORDER BY n DESC), json_object_agg(n, n * n ORDER BY n), jsonb_agg(n) FILTER (WHERE n > 9), json_agg(t) FROM (SELECT g AS n, 'v' || g AS v FROM generate_series(1, 2) AS g) AS t
--> [[[2, 1], { "1" : 1, "2" : 4 }, null, [{"n":2,"v":"v2"},   {"n":1,"v":"v1"}]]]
SELECT jsonb_object_agg(k, v) FROM (VALUES ('a', 1), ('b', NULL), ('a', 3)) AS t (k, v)
--> [[{"a": 3, "b": null}]]
SELECT '{"a":1}'::jsonb::text::json ->> 'a', ('{"a":5}'::jsonb -> 'a')::integer, ('"x"'::jsonb) #>> '{}', ('[1]'::jsonb -> 0)::numeric, (to_jsonb(true))::boolean
--> [["1", 5, "x", "1", true]]
SELECT ('"x"'::jsonb)::integer
--! 22023
SELECT '{"a":1,"b":2}'::jsonb = '{"b":2,"a":1}'::jsonb, '1'::jsonb < '2'::jsonb, '[1]'::jsonb > '"z"'::jsonb, '{"a":1}'::jsonb > '[1,2,3]'::jsonb, '1.0'::jsonb = '1'::jsonb
--> [[true, true, true, true, true]]
SELECT '{"a":1}'::json = '{"a":1}'::json
--! 42883
-- Paths.
SELECT jsonb_path_query('{"a":[1,2,3,4]}', '$.a[*] ? (@ > 2)'), jsonb_path_query_array('{"a":[1,2,3]}', '$.a[1 to last]'), jsonb_path_query_first('[5,6]', '$[*]'), jsonb_path_exists('{"a":1}', '$.b'), jsonb_path_match('{"a":5}', '$.a > 3'), '{"a":[1,2]}'::jsonb @? '$.a[*] ? (@ == 2)', '{"a":1}'::jsonb @@ '$.a == 1'
--> [[3, [2, 3], 5, false, true, true, true], [4, [2, 3], 5, false, true, true, true]]
SELECT jsonb_path_query_array('[{"n":"a","p":5},{"n":"b","p":15}]', '$[*] ? (@.p > $min).n', '{"min": 10}'), jsonb_path_query('"2024-02-29"', '$.datetime()'), jsonb_path_query_array('[1,"2",null,[3]]', '$[*].type()'), jsonb_path_query('{"a":{"b":{"c":1}}}', '$.**.c'), jsonb_path_query('[1,2]', '$.size()'), jsonb_path_query('-3.7', '$.abs().ceiling()')
--> [[["b"], "2024-02-29", ["number", "string", "null", "array"], 1, 2, 4]]
SELECT jsonb_path_query('{"a":"Hello"}', '$.a ? (@ like_regex "^h" flag "i")'), jsonb_path_query('{"a":"Hello"}', '$.a ? (@ starts with "He")'), jsonb_path_query('{"a":1}', 'strict $.b', silent => true)
--> [["Hello", "Hello", null]]
SELECT jsonb_path_query('[1,2,3]', '$[*] + 1')
--! 22038
SELECT jsonb_path_query('[1,2,3]', '-$[*]'), jsonb_path_query('[1,2,3]', '$[0] + $[1] * $[2]')
--> [[-1, 7], [-2, null], [-3, null]]
SELECT jsonb_path_query('{"a":1}', 'strict $.b')
--! 2203A
SELECT jsonb_path_query('1', '$ / 0')
--! 22012
SELECT jsonb_path_query('1', '$[')
--! 42601
SELECT jsonb_path_query_array('{"x":[{"k":1},{"k":2},{}]}', '$.x[*].k'), jsonb_path_query_array('{"a":[[1],[2]]}', 'lax $.a[*][0]'), '$.a[*] ? (@.b == "c" && exists(@.d))'::jsonpath, jsonb_path_query('{"a":"12"}', '$.a.integer()'), jsonb_path_query_tz('"2024-01-01 00:00:00+02"', '$.timestamp_tz()')
--> [[[1, 2], [1, 2], "$.\"a\"[*]?(@.\"b\" == \"c\" && exists (@.\"d\"))", 12, "2024-01-01T00:00:00+02:00"]]
-- SQL/JSON.
SELECT JSON_OBJECT('a': 1, 'b' VALUE 'x'), JSON_ARRAY(1, 'a', NULL), JSON_ARRAY(1, NULL NULL ON NULL), JSON_OBJECT('a': NULL ABSENT ON NULL RETURNING jsonb), JSON('{"a":1}'), JSON_SCALAR('x'), JSON_SERIALIZE('{"a": 1}' RETURNING text), JSON_ARRAY(SELECT g FROM generate_series(1, 3) AS g)
--> [[{"a" : 1, "b" : "x"}, [1, "a"], [1, null], {}, {"a":1}, "x", "{\"a\": 1}", [1, 2, 3]]]
SELECT JSON_VALUE('{"a":{"b":"7"}}', '$.a.b'), JSON_VALUE('{"a":7}', '$.a' RETURNING integer), JSON_VALUE('{"a":1}', '$.x' DEFAULT 'none' ON EMPTY), JSON_QUERY('{"a":[1,2]}', '$.a'), JSON_QUERY('[1,2]', '$[*]' WITH WRAPPER), JSON_EXISTS('{"a":1}', '$.a'), JSON_EXISTS('{"a":[1]}', 'strict $.a[5]' TRUE ON ERROR)
--> [["7", 7, "none", [1, 2], [1, 2], true, true]]
SELECT JSON_VALUE('{"a":[1]}', '$.a' ERROR ON ERROR)
--! 2203F
SELECT '1' IS JSON, 'x' IS JSON, '[1]' IS JSON ARRAY, '{"a":1}' IS JSON OBJECT, '"x"' IS JSON SCALAR, '{"a":1,"a":2}' IS JSON WITH UNIQUE KEYS, NULL IS JSON
--> [[true, false, true, true, true, false, null]]
SELECT * FROM JSON_TABLE('[{"n":"a","t":[1,2]},{"n":"b"}]', '$[*]' COLUMNS (row_number FOR ORDINALITY, n text PATH '$.n', has boolean EXISTS PATH '$.t', NESTED PATH '$.t[*]' COLUMNS (t integer PATH '$')))
--> [[1, "a", true, 1], [1, "a", true, 2], [2, "b", false, null]]
SELECT JSON_OBJECTAGG(k: v), JSON_ARRAYAGG(v ORDER BY k DESC), JSON_OBJECTAGG(k: v ABSENT ON NULL WITH UNIQUE KEYS RETURNING jsonb) FROM (VALUES ('a', 1), ('b', NULL)) AS t (k, v)
--> [[{ "b" : null, "a" : 1 }, [1], {"a": 1}]]
SELECT JSON_OBJECT('a': 1, 'a': 2 WITH UNIQUE KEYS)
--! 22030
CREATE TABLE document (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body jsonb NOT NULL, title text GENERATED ALWAYS AS (body ->> 'title') STORED)
INSERT INTO document (body) VALUES ('{"title":"one","tags":["a","b"],"n":1}'), ('{"title":"two","tags":[],"n":{"deep":[1,2,{"x":null}]}}') RETURNING id, title
--> [[1, "one"], [2, "two"]]
CREATE INDEX document_body ON document USING gin (body jsonb_path_ops)
SELECT id FROM document WHERE body @> '{"tags":["a"]}'
--> [[1]]
SELECT id, body -> 'n' FROM document ORDER BY body -> 'n'
--> [[1, 1], [2, {"deep": [1, 2, {"x": null}]}]]
UPDATE document SET body['tags'][2] = '"c"', body['new'] = '5' WHERE id = 1 RETURNING body
--> [[{"n": 1, "new": 5, "tags": ["a", "b", "c"], "title": "one"}]]
UPDATE document SET body = body || jsonb_build_object('title', upper(body ->> 'title')) RETURNING title
--> [["TWO"], ["ONE"]]
SELECT d.id, tag FROM document AS d, jsonb_array_elements_text(d.body -> 'tags') AS tag ORDER BY 1, 2
--> [[1, "a"], [1, "b"], [1, "c"]]
