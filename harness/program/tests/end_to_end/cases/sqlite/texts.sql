-- Lengths and parts.
SELECT length('héllo'), octet_length('héllo'), length('🦀🦀'), octet_length('🦀'), length(''), length(NULL), length(12345), length(1.50), length(x'000102')
SELECT substr('abcdef', 2, 3), substr('abcdef', -2), substr('abcdef', 0, 3), substr('abcdef', 2, -1), substr('abcdef', 10), substr('abcdef', -10, 12)
SELECT substr('🦀äb', 2, 1), substr(x'00010203', 2, 2), substr(12345, 2, 2), substr('abc', NULL), substring('abc', 2)
SELECT upper('abcäß'), lower('ABCÄ'), upper(NULL), lower(12)
SELECT trim('  a b  '), ltrim('  a '), rtrim(' a  ') || '|', trim('xxaxx', 'x'), trim('abcba', 'ab'), ltrim('äöa', 'öä'), trim('a', '')
SELECT replace('banana', 'an', 'AN'), replace('aaa', 'a', ''), replace('abc', '', 'x'), replace('abc', 'b', NULL), replace(112, 1, 3), replace('äöü', 'ö', 'oe')
SELECT instr('banana', 'an'), instr('banana', 'x'), instr('äöü', 'ü'), instr(x'010203', x'02'), instr('abc', ''), instr(NULL, 'a')
SELECT 'a' || 'b', 1 || 2, 1.0 || '', NULL || 'a', x'61' || 'b', typeof(1 || 2), TRUE || 'x'
SELECT concat('a', NULL, 1, 2.5), concat(NULL), concat_ws('-', 'a', NULL, 'b', 3), concat_ws(NULL, 'a', 'b'), concat_ws('-', NULL)
SELECT concat()
-- Characters.
SELECT unicode('A'), unicode('é'), unicode('🦀'), unicode(''), unicode(NULL), char(65, 233, 129408), char(), length(char(0))
SELECT char(97, 0, 98), hex(char(97, 0, 98)), length('a' || char(0) || 'b')
SELECT hex('abc'), hex(x'0aFF'), hex(''), hex(NULL), hex(12), unhex('48656C6c6F'), unhex('48 65', ' '), unhex('4'), unhex('xy')
SELECT quote('it''s'), quote(NULL), quote(1), quote(1.5), quote(x'00ff'), quote(1e100), quote('')
SELECT CAST(x'ff61' AS TEXT), CAST(x'f09fa680' AS TEXT), CAST(x'eda080' AS TEXT)
SELECT 'ﬃ', upper('ﬃ'), 'e' || char(769), length('e' || char(769)), 'e' || char(769) = 'é'
SELECT char(8234) || 'x', length(char(65279)), '👨‍👩‍👧', length('👨‍👩‍👧'), '𝔘𝔫𝔦', 'עברית', 'العربية', '日本語テキスト'
-- Formats.
SELECT printf('%d %5d|%-5d|%05d|%+d|% d', 42, 42, 42, 42, 42, 42), printf('%,d', 1234567), printf('%x %X %o', 255, 255, 8), printf('%#x', 255)
SELECT printf('%f %.2f %10.3f|%-10.1f|%e %g %G', 1.5, 1.555, 2.5, 2.5, 12345.678, 0.0001, 1e20)
SELECT printf('%s|%5s|%-5s|%.2s|%c|%%', 'abc', 'ab', 'ab', 'abc', 'xyz'), printf('%q %Q %w', 'it''s', NULL, 'a"b'), printf('%Q', 'it''s')
SELECT printf('%s %d', 'only'), printf('%d', 'abc'), printf('%s', NULL), printf(NULL), printf('%z'), printf('%i %u', 1, -1)
SELECT format('%!.20g', 0.1), format('%.0f', 2.5), format('%.3s', 'äöüß'), format('%5s|', 'ä'), format('%!5s|', 'ä'), format('%.*f', 2, 3.14159), format('%*d', 6, 42)
SELECT printf('%lld %llu', 9223372036854775807, -1), printf('%d', -9223372036854775808), printf('%d', 1e18), printf('%.15g', 1e15)
-- Long ones.
SELECT length(printf('%.*c', 100000, 'x')), length(replace(hex(zeroblob(50000)), '00', 'abc'))
SELECT substr(replace(hex(zeroblob(500000)), '00', 'ab'), 999990, 20), length(zeroblob(1000000))
SELECT length(replace(hex(zeroblob(1000000)), '00', 'abc'))
--~ native [[3000000]] because the local platform has a larger bound of a value
SELECT length(zeroblob(2200001))
--~ native [[2200001]] because the local platform has a larger bound of a value
SELECT length(printf('%.*c', 100001, 'x')), length(printf('%150000d', 1))
--~ native [[100000, 100000]] because the platform cuts widths and precisions of printf at 100,000
CREATE TABLE long (id INTEGER PRIMARY KEY, body TEXT, data BLOB)
INSERT INTO long (body, data) VALUES (replace(hex(zeroblob(100000)), '0', 'y'), zeroblob(200000)), (replace(hex(zeroblob(20000)), '00', '🦀'), x'00')
SELECT id, length(body), octet_length(body), length(data), substr(body, 19999) FROM long WHERE id = 2
SELECT id FROM long WHERE body LIKE 'yyy%y'
UPDATE long SET body = body || body WHERE id = 1
SELECT sum(length(body)), max(octet_length(body)) FROM long
SELECT count(*) FROM long a JOIN long b ON a.body = b.body
-- Identifiers.
CREATE TABLE "odd ""name"" ü" ("select" INTEGER, "ä b" TEXT, [x] INTEGER)
INSERT INTO "odd ""name"" ü" VALUES (1, 'v', 2)
SELECT "select", "ä b", x AS "an ""alias""" FROM "odd ""name"" ü" AS "t t"
SELECT "nosuch" FROM "odd ""name"" ü"
SELECT Ä FROM (SELECT 1 AS Ä)
SELECT NOSUCHCASE FROM (SELECT 1 AS nosuchcase)
