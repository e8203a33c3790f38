SELECT json(' { "a" : [ 1 , 2.50, "x" , true , null ] } '), json('"text"'), json('1e3'), json(NULL)
SELECT json('{"a":')
SELECT json('{a: 1, ''b'': [1,2,], c: 0xff, d: .5, e: +1, /* note */ f: Infinity}')
SELECT json_valid('{"a":1}'), json_valid('{a:1}'), json_valid('{a:1}', 2), json_valid('x'), json_valid(NULL), json_valid('{"a":1}', 6), json_valid(jsonb('1'), 8)
SELECT json_array(1, 2.0, 'x', NULL, json('[1]'), '[1]'), json_array(), json_object('a', 1, 'b', json_array(2)), json_object()
SELECT json_array(x'00')
SELECT json_object('a')
SELECT json_object(1, 2)
SELECT json_quote('a"b\c'), json_quote(1.5), json_quote(NULL), json_quote(json('[1]')), json_quote('ä' || char(10) || char(1))
SELECT json_extract('{"a":{"b":[10,20,{"c":null}]}}', '$.a.b[1]'), json_extract('{"a":1}', '$.x'), json_extract('{"a":[1,2]}', '$.a'), json_extract('[1,2,3]', '$[#-1]'), json_extract('{"a":1,"b":"t"}', '$.a', '$.b', '$.c')
SELECT json_extract('{"a":1}', 'a')
SELECT json_extract('{"a b":1,"c.d":2,"":3}', '$."a b"', '$."c.d"', '$.""'), json_extract('{"a":true}', '$.a'), json_extract('{"a":"é\u00e9"}', '$.a')
SELECT '{"a":[1,{"b":2}]}' -> '$.a', '{"a":[1,{"b":2}]}' -> 'a' -> 1 -> 'b', '{"a":"x"}' -> 'a', '{"a":"x"}' ->> 'a', '[1,2]' ->> -1, '[1,2]' -> 5, NULL -> 'a', '{"1":"one"}' ->> '1', '{"a":null}' -> 'a', '{"a":null}' ->> 'a'
SELECT typeof('{"a":1}' -> 'a'), typeof('{"a":1}' ->> 'a'), typeof('{"a":1.5}' ->> 'a'), typeof('{"a":true}' ->> 'a'), typeof('{"a":[1]}' ->> 'a')
SELECT json_extract('[9223372036854775807, 9223372036854775808, 1e400]', '$[0]', '$[1]'), json_extract('[9223372036854775807]', '$[0]'), '[9223372036854775808]' ->> 0
SELECT '[1e400]' ->> 0
SELECT json_type('{"a":[2,3.5,true,false,null,"x",{}]}', '$.a'), json_type('[2]', '$[0]'), json_type('[3.5]', '$[0]'), json_type('[true]', '$[0]'), json_type('null'), json_type('"x"'), json_type('{}'), json_type('[1]', '$[9]')
SELECT json_array_length('[1,2,3]'), json_array_length('[]'), json_array_length('{"a":1}'), json_array_length('{"a":[1,2]}', '$.a'), json_array_length('{"a":1}', '$.b')
SELECT json_set('{"a":1}', '$.a', 2, '$.b', 3), json_insert('{"a":1}', '$.a', 2, '$.b', 3), json_replace('{"a":1}', '$.a', 2, '$.b', 3), json_set('[1,2]', '$[#]', 3), json_set('{}', '$.a.b', 1), json_set('{"a":1}', '$', 5)
SELECT json_set('{"a":1}', '$.a', '[1]', '$.b', json('[1]')), json_set('{}', '$.x')
SELECT json_remove('[1,2,3]', '$[1]'), json_remove('{"a":1,"b":{"c":2}}', '$.b.c', '$.a'), json_remove('{"a":1}', '$.x'), json_remove('{"a":1}', '$'), json_remove('[0,1,2]', '$[#-1]', '$[0]')
SELECT json_patch('{"a":1,"b":{"c":2}}', '{"b":{"c":null,"d":3},"a":null}'), json_patch('[1]', '{"a":1}'), json_patch('{"a":[1,2]}', '{"a":[9]}')
SELECT hex(jsonb('[1,"a",null]')), json(jsonb('{"a":[true,-2.5]}')), json(jsonb_object('k', 'v')), json(jsonb_extract('{"a":[1,2]}', '$.a')), json(jsonb_patch('{"a":1}', '{"b":2}')), json(jsonb_remove('[1,2]', '$[0]')), json(jsonb_replace('[1]', '$[0]', 2)), json(jsonb_insert('[]', '$[0]', 1))
SELECT json(x'ff')
SELECT key, value, type, atom, id, parent, fullkey, path FROM json_each('{"a":1,"b":[2,3],"c":null,"d":"x"}')
SELECT key, value, type, fullkey FROM json_each('[10,"x",{"y":1}]')
SELECT key, atom, type, fullkey, path FROM json_tree('{"a":{"b":[1,{"c":2}]}}')
SELECT value FROM json_each('{"a":[5,6,7]}', '$.a') WHERE value > 5
SELECT value FROM json_each('7')
SELECT json_group_array(value) FROM json_each('[3,1,2]'), (SELECT 1)
SELECT json_group_array(value ORDER BY value DESC), json_group_array(value) FILTER (WHERE value > 1), json_group_array(DISTINCT value % 2) FROM json_each('[3,1,2]')
SELECT json_group_object(key, value) FROM json_each('{"a":1,"b":"x"}'), json(jsonb_group_array(1))
SELECT json_group_array(1), json_group_object('a', 1) FROM (SELECT 1 WHERE 0)
CREATE TABLE documents (id INTEGER PRIMARY KEY, body TEXT CHECK (json_valid(body)), title TEXT AS (body ->> 'title') STORED, size INTEGER AS (json_array_length(body, '$.tags')))
CREATE INDEX documents_title ON documents (title)
CREATE INDEX documents_year ON documents (json_extract(body, '$.year'))
INSERT INTO documents (body) VALUES ('{"title":"First","year":2020,"tags":["a","b"]}'), ('{"title":"Second","year":1999,"tags":[]}'), ('{"title":null,"year":"x"}')
INSERT INTO documents (body) VALUES ('{broken')
SELECT id, title, size FROM documents ORDER BY id
SELECT id FROM documents WHERE json_extract(body, '$.year') > 2000 ORDER BY id
SELECT d.id, t.value FROM documents d, json_each(d.body, '$.tags') t ORDER BY d.id, t.value
UPDATE documents SET body = json_set(body, '$.tags[#]', 'new', '$.year', body ->> 'year' + 1) WHERE title IS NOT NULL RETURNING id, body, size
SELECT id, (SELECT group_concat(value, '/') FROM json_each(body, '$.tags')) FROM documents ORDER BY id
SELECT json_object('id', id, 'tags', body -> 'tags') FROM documents ORDER BY id
SELECT json_pretty('[1]')
--~ every statement_refused because the object's SQLite does not let the function be called
SELECT json_error_position('{')
--~ every statement_refused because the object's SQLite does not let the function be called
SELECT json_extract('[[[[[[1]]]]]]', '$[0][0][0][0][0][0]'), json('[[[[[[[[[[[[]]]]]]]]]]]]')
SELECT json_extract('{"a":"\ud83e\udd80","b":"\u0000x","c":"\n\t\/"}', '$.a'), length(json_extract('{"b":"a\u0000x"}', '$.b')), json_extract('{"c":"\n\t\/"}', '$.c')
