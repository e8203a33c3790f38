SELECT 'it''s', E'tab\tnew\nline\\', U&'d\0061t\+000061', $$dollar 'quoted'$$, $tag$a $$ b$tag$, 'a' 'b'
--! 42601
SELECT 'one'
  'two'
--> [["onetwo"]]
SELECT ''::text, 'x'::varchar(3), 'abcdef'::varchar(3), 'ab'::char(5), 'ab'::char(5) || '|', length('ab'::char(5)), 'abcdef'::name, 'a'::"char"
--> [["", "x", "abc", "ab   ", "ab|", 2, "abcdef", "a"]]
SELECT length('héllo'), octet_length('héllo'), char_length('🦀🦀'), bit_length('ab'), length('日本語')
--> [[5, 6, 2, 16, 3]]
SELECT upper('abcä'), lower('ABCÄ'), initcap('hello wide-world ÉLAN'), reverse('abc🦀'), repeat('ab', 3), repeat('x', -1)
--> [["ABCÄ", "abcä", "Hello Wide-World Élan", "🦀cba", "ababab", ""]]
SELECT substring('abcdef' FROM 2 FOR 3), substring('abcdef', 0, 3), substr('abcdef', -1, 4), left('abcdef', 2), left('abcdef', -2), right('abcdef', 2), right('abcdef', -2), overlay('abcdef' PLACING 'XY' FROM 3 FOR 2)
--> [["bcd", "ab", "ab", "ab", "abcd", "ef", "cdef", "abXYef"]]
SELECT substring('abcdef' FROM 2 FOR -1)
--! 22011
SELECT trim('  x '), trim(BOTH 'x' FROM 'xxaxx'), trim(LEADING 'ab' FROM 'abac'), ltrim('zzyx', 'xyz'), rtrim('testxx', 'x'), btrim('xyxtrimyyx', 'xyz'), lpad('hi', 5, 'xy'), rpad('hi', 5), lpad('hello', 2)
--> [["x", "a", "c", "", "test", "trim", "xyxhi", "hi   ", "he"]]
SELECT position('an' IN 'banana'), strpos('banana', 'na'), strpos('abc', 'z'), replace('banana', 'an', 'AN'), translate('12345', '143', 'ax'), split_part('a,b,c', ',', 2), split_part('a,b,c', ',', -1), split_part('a,b', ',', 5)
--> [[2, 3, 0, "bANANa", "a2x5", "b", "c", ""]]
SELECT split_part('a', ',', 0)
--! 22023
SELECT concat('a', NULL, 1, true), concat_ws(',', 'a', NULL, 'b'), 'a' || 1, 'a' || NULL, NULL || 'a', 'a' || ARRAY['b'], 1 || 'x'
--! 22P02
SELECT format('Hello %s, %I, %L, %%', 'you', 'odd name', 'it''s'), format('%2$s %1$s', 'a', 'b'), format('%L', NULL), format('|%10s|%-5s|', 'right', 'l'), format('%s', NULL)
--> [["Hello you, \"odd name\", 'it''s', %", "b a", "NULL", "|     right|l    |", ""]]
SELECT format('%s %s', 'one')
--! 22023
SELECT format('%z', 1)
--! 22023
SELECT ascii('A'), ascii('é'), ascii('🦀'), ascii(''), chr(65), chr(233), chr(129408)
--> [[65, 233, 129408, 0, "A", "é", "🦀"]]
SELECT chr(0)
--! 54000
SELECT E'a\u0000b'
--! 42601
SELECT md5('abc'), encode(sha256('abc'), 'hex'), encode('abc'::bytea, 'base64'), decode('YWJj', 'base64'), encode('\x00ff'::bytea, 'escape'), crc32('abc'::bytea), encode(sha224(''), 'hex')
--> [["900150983cd24fb0d6963f7d28e17f72", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "YWJj", {"blob": "YWJj"}, "\\000\\377", 891568578, "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f"]]
SELECT quote_ident('abc'), quote_ident('Abc'), quote_ident('select'), quote_literal('it''s'), quote_literal(E'a\\b'), quote_nullable(NULL)
--> [["abc", "\"Abc\"", "\"select\"", "'it''s'", "E'a\\\\b'", "NULL"]]
SELECT to_hex(255), to_bin(5), to_oct(8), to_hex(-1), to_hex(9223372036854775807)
--> [["ff", "101", "10", "ffffffff", "7fffffffffffffff"]]
SELECT string_to_array('a,b,,c', ','), string_to_array('abc', NULL), string_to_array('a,b', ',', 'b'), string_to_table('x y', ' '), array_to_string(ARRAY[1, NULL, 3], '-', '?')
--> [[["a", "b", "", "c"], ["a", "b", "c"], ["a", null], "x", "1-?-3"], [["a", "b", "", "c"], ["a", "b", "c"], ["a", null], "y", "1-?-3"]]
SELECT starts_with('abc', 'ab'), 'abc' ^@ 'b', 'abc' LIKE 'a%', 'abc' LIKE 'A%', 'abc' ILIKE 'A%', 'a_c' LIKE 'a\_c', 'a%c' LIKE 'a!%c' ESCAPE '!', 'abc' SIMILAR TO '(a|b)%c', 'abc' NOT LIKE '%d'
--> [[true, false, true, false, true, true, true, true, true]]
SELECT 'abc' LIKE 'abc\'
--> [[false]]
SELECT 'a' < 'B', 'a' < 'b', 'Z' < 'a', 'ä' > 'z', 'a ' = 'a', 'a '::char(3) = 'a'::char(3), 'abc' COLLATE "C" < 'abd', '10' < '9'
--> [[false, true, true, true, false, true, true, true]]
SELECT x FROM (VALUES ('b'), ('A'), ('a'), ('ä'), ('B')) AS t (x) ORDER BY x
--> [["A"], ["B"], ["a"], ["b"], ["ä"]]
SELECT 'a' COLLATE "nosuch"
--! 42704
SELECT 'abcdef'::char(3), 'x'::char = 'x', cast('long' AS varchar(2))
--> [["abc", true, "lo"]]
CREATE TABLE short (v varchar(3), c char(2), t text)
INSERT INTO short VALUES ('abc ', 'x', 'y')
INSERT INTO short VALUES ('abcd', 'x', 'y')
--! 22001
INSERT INTO short VALUES ('ab', 'xyz', 'y')
--! 22001
SELECT v, c, v || '|', c || '|', length(c), octet_length(c) FROM short
--> [["abc", "x ", "abc|", "x|", 1, 2]]
-- Regular expressions.
SELECT 'abc' ~ 'b', 'abc' ~ '^b', 'ABC' ~* 'b', 'abc' !~ 'z', 'abc' !~* 'B', 'a.c' ~ 'a\.c', 'foo123' ~ '^[a-z]+\d+$', 'naïve' ~ '^\w+$'
--> [[true, false, true, true, false, true, true, true]]
SELECT regexp_replace('foobarbaz', 'b..', 'X'), regexp_replace('foobarbaz', 'b..', 'X', 'g'), regexp_replace('foobarbaz', 'b(..)', 'X\1Y', 'g'), regexp_replace('abc', '(?i)B', '<\&>'), regexp_replace('a1b2c3', '\d', '#', 1, 2)
--> [["fooXbaz", "fooXX", "fooXarYXazY", "a<b>c", "a1b#c3"]]
SELECT regexp_match('foobarbequebaz', '(bar)(beque)'), regexp_match('abc', 'z'), regexp_match('abc', 'b'), regexp_substr('foobar', 'o+b'), regexp_count('banana', 'an'), regexp_instr('banana', 'n', 1, 2), regexp_like('Hello', '^h', 'i')
--> [[["bar", "beque"], null, ["b"], "oob", 2, 5, true]]
SELECT m FROM regexp_matches('foobarbequebazilbarfbonk', '(b[^b]+)(b[^b]+)', 'g') AS m
--> [[["bar", "beque"]], [["bazil", "barf"]]]
SELECT regexp_split_to_array('hello  world', '\s+'), w FROM regexp_split_to_table('a1b22c', '\d+') AS w
--> [[["hello", "world"], "a"], [["hello", "world"], "b"], [["hello", "world"], "c"]]
SELECT substring('foobar' FROM 'o(.)b'), substring('foobar' SIMILAR '%#"o_b#"%' ESCAPE '#'), substring('foobar', 'z')
--> [["o", "oob", null]]
SELECT 'a' ~ '('
--! 2201B
SELECT 'a' ~ '[z-a]'
--! 2201B
SELECT 'ab' ~ '(?<=a)b', 'ab' ~ 'a(?=b)', 'ab' ~ 'a(?!b)', 'aa' ~ '(a)\1', 'line1' || chr(10) || 'line2' ~ '^line2', 'line1' || chr(10) || 'line2' ~ '(?n)^line2'
--> [[true, true, false, true, false, true]]
-- Bytes.
SELECT '\xdeadbeef'::bytea, 'abc'::bytea, '\000\377'::bytea, ''::bytea, length('\x0001'::bytea), '\x01'::bytea || '\x02', substring('\x010203'::bytea FROM 2), get_byte('\x01ff'::bytea, 1), set_byte('\x00'::bytea, 0, 7), reverse('\x0102'::bytea)
--> [[{"blob": "3q2+7w=="}, {"blob": "YWJj"}, {"blob": "AP8="}, {"blob": ""}, 2, {"blob": "AQI="}, {"blob": "AgM="}, 255, {"blob": "Bw=="}, {"blob": "AgE="}]]
SELECT '\xabc'::bytea
--! 22023
SELECT '\xzz'::bytea
--! 22023
SELECT convert_from('\xc3a4', 'UTF8'), convert_to('ä', 'UTF8'), encode(convert_to('ä', 'UTF8'), 'hex'), pg_client_encoding(), getdatabaseencoding()
--> [["ä", {"blob": "w6Q="}, "c3a4", "UTF8", "UTF8"]]
-- Texts are UTF-8, and conversions to other encodings are not there.
SELECT convert_to('ä', 'LATIN1')
--! 58P01
SELECT convert_from('\xff', 'UTF8')
--! 22021
SELECT '\x01'::bytea < '\x02', '\x01'::bytea = '\x01', position('\x02' IN '\x010203'::bytea), trim('\x00' FROM '\x000100'::bytea), 5::bytea, '\x0000000a'::bytea::integer
--> [[true, true, 2, {"blob": "AQ=="}, {"blob": "AAAABQ=="}, 10]]
SELECT lower('İ') IS NOT NULL, normalize(U&'a\0308', NFC), normalize(U&'\00e4', NFD) = U&'a\0308', U&'\00e4' IS NFC NORMALIZED, unistr('\00e4'), casefold('ÄB')
--> [[true, "ä", true, true, "ä", "äb"]]
SELECT length(repeat('x', 100000)), md5(repeat('ab', 50000)), right(repeat('🦀', 1000), 1)
--> [[100000, "b83899a1f07ebb6ada125d4923122302", "🦀"]]
SELECT 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid, '{A0EEBC999C0B4EF8BB6D6BB9BD380A11}'::uuid, uuid_extract_version(uuidv7()), uuid_extract_version(gen_random_uuid()), uuidv4() <> uuidv4(), uuidv7() < uuidv7()
--> [["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", 7, 4, true, true]]
SELECT 'a0eebc99'::uuid
--! 22P02
SELECT uuid_extract_timestamp('019535d9-3df7-79fb-b466-fa907fa17f9e'::uuid)
--> [["2025-02-24 02:46:24.503+00"]]
-- Networks.
SELECT '10.1.2.3/8'::inet, '10.0.0.0/8'::cidr, '::1'::inet, '08:00:2b:01:02:03'::macaddr, host('10.1.2.3/8'), netmask('10.1.2.3/24'), '10.1.2.3'::inet << '10.0.0.0/8', inet '10.0.0.1' + 5, family('::1'), broadcast('192.168.1.5/24'), network('192.168.1.5/24')
--> [["10.1.2.3/8", "10.0.0.0/8", "::1", "08:00:2b:01:02:03", "10.1.2.3", "255.255.255.0", true, "10.0.0.6", 6, "192.168.1.255/24", "192.168.1.0/24"]]
SELECT '10.1.2.3/8'::cidr
--! 22P02
SELECT '300.1.1.1'::inet
--! 22P02
SELECT '(1,2)'::point, '[(0,0),(1,1)]'::lseg, '((0,0),(2,2))'::box, '<(0,0),1>'::circle, '((0,0),(1,0),(1,1))'::polygon, '[(0,0),(1,1)]'::path, point(1, 2) <-> point(4, 6), box '((0,0),(2,2))' @> point '(1,1)', area(box '((0,0),(2,3))')
--> [["(1,2)", "[(0,0),(1,1)]", "(2,2),(0,0)", "<(0,0),1>", "((0,0),(1,0),(1,1))", "[(0,0),(1,1)]", 5.0, true, 6.0]]
