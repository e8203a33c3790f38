-- Literals, and the types that they have.
SELECT 1, -1, 0, 2147483648, -2147483649, 9007199254740991, 9007199254740992
SELECT 9223372036854775807, -9223372036854775808, 9223372036854775806 + 1
SELECT 1.0, 1., .5, 1e3, 1E-3, 1.5e+2, 0.1 + 0.2, 1e308, 1e-308, 5e-324
SELECT 1e999
SELECT -1e999, 1
SELECT CAST(1e999 AS TEXT), CAST(-1e999 AS TEXT), typeof(1e999 - 1e999)
SELECT 0x7f, 0xFFFF, 0x7fffffffffffffff, -0x10, 0xffffffffffffffff
SELECT 1_000_000, 0xff_ff, 1_0.2_5
SELECT 'single ''quoted''', "double", 'line
  break', ''
SELECT x'', X'00FF', x'c3a4', typeof(x'00')
SELECT NULL, TRUE, FALSE, typeof(TRUE), typeof(NULL)
SELECT typeof(1), typeof(1.0), typeof('1'), typeof(1e2), typeof(0x1), typeof(9223372036854775808)
SELECT 9223372036854775808, -9223372036854775809
SELECT typeof(-9223372036854775808), - 9223372036854775808
VALUES (1, 'one'), (2.5, x'02'), (NULL, TRUE)
SELECT 1 AS one, 2 "two", 3 AS [three], 4 `four`, 5 five
-- Arithmetic, at its borders too.
SELECT 7 / 2, -7 / 2, 7 / -2, 7 % 3, -7 % 3, 7 % -3, 7.5 % 2, 7 / 2.0
SELECT 1 / 0, 1 % 0, 1.0 / 0, 0 / 0.0, NULL + 1, NULL || 'x'
SELECT 9223372036854775807 + 1, -9223372036854775808 - 1, 9223372036854775807 * 2
SELECT typeof(9223372036854775807 + 1), typeof(4611686018427387904 * 2), typeof(4611686018427387904 + 1)
SELECT -9223372036854775808 / -1, -9223372036854775808 % -1
SELECT abs(-9223372036854775807), abs(-1.5), abs('-2'), abs('x'), abs(NULL)
SELECT abs(-9223372036854775808)
SELECT sum(n) FROM (SELECT 9223372036854775807 AS n UNION ALL SELECT 1)
SELECT total(n), sum(n + 0.0) FROM (SELECT 9223372036854775807 AS n UNION ALL SELECT 1)
SELECT 5 & 3, 5 | 3, ~5, 1 << 62, 1 << 63, 1 << 64, -1 >> 1, -8 >> 1, 1 << -1, 5.7 & 3.9
SELECT +'3', -'3', - '3x', +x'31', NOT 0, NOT 2, NOT NULL, NOT 'a'
SELECT '3' + 4, '3.5' * 2, '3abc' + 1, 'abc' + 1, ' 12 ' + 0, '1e2' + 0, '0x10' + 0, x'3132' + 1
SELECT 2 + 3 * 4, (2 + 3) * 4, 10 - 4 - 3, 2 * 3 % 4, 1 + 2 || 3, -2 * -3
SELECT 0.1 + 0.2 = 0.3, 0.5 + 0.25 = 0.75, 1e16 + 1 = 1e16, 9007199254740993 = 9007199254740992.0
SELECT round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1234.5678, -2), round(NULL), round('2.4')
SELECT min(1, 2.5, '3'), max(1, 2.5, '3'), min(NULL, 1), max(x'00', 'z', 9)
-- Conversions.
SELECT CAST('12.9abc' AS INTEGER), CAST('-12.9' AS INTEGER), CAST(12.9 AS INTEGER), CAST(-12.9 AS INTEGER)
SELECT CAST(1e30 AS INTEGER), CAST(-1e30 AS INTEGER), CAST('99999999999999999999' AS INTEGER), CAST('' AS INTEGER)
SELECT CAST('1e2' AS INTEGER), CAST('1e2' AS REAL), CAST('.5' AS REAL), CAST('abc' AS REAL), CAST('1.5x' AS REAL)
SELECT CAST(1 AS TEXT), CAST(1.0 AS TEXT), CAST(1e100 AS TEXT), CAST(0.1 AS TEXT), CAST(123456789.125 AS TEXT)
SELECT CAST(x'616263' AS TEXT), CAST('abc' AS BLOB), CAST(12 AS BLOB), CAST(1.5 AS BLOB)
SELECT CAST('1.0' AS NUMERIC), CAST('1.5' AS NUMERIC), CAST('1e3' AS NUMERIC), CAST('x' AS NUMERIC), CAST(3.0 AS NUMERIC)
SELECT typeof(CAST('1.0' AS NUMERIC)), typeof(CAST('1.5' AS NUMERIC)), typeof(CAST(3.0 AS NUMERIC)), typeof(CAST('1e3' AS NUMERIC))
SELECT CAST(NULL AS TEXT), CAST(NULL AS INTEGER), typeof(CAST(NULL AS BLOB))
SELECT CAST('a' AS VARCHAR(1)), CAST(65 AS CHARACTER), CAST('5' AS BIGINT), CAST('5' AS DOUBLE PRECISION), CAST(5 AS DECIMAL(5, 2))
-- Affinity of columns.
CREATE TABLE kinds (i INTEGER, t TEXT, r REAL, n NUMERIC, b BLOB, v VARCHAR(3), f FLOAT, d, o BOOLEAN, c CHARINT)
INSERT INTO kinds VALUES ('1', 1, 1, '1', 1, 1, 1, '1', '1', '1'), ('1.0', 1.0, '1.5', '1.5', '1.5', 'long text', '1e2', 1.5, 'x', 'x')
INSERT INTO kinds VALUES ('abc', x'00', 'abc', 'abc', NULL, NULL, NULL, NULL, NULL, NULL), (1e3, 1e3, 9007199254740993, '1e3', 1e3, 1e3, 1e3, 1e3, 1e3, 1e3)
SELECT i, t, r, n, b, v, f, d, o, c FROM kinds ORDER BY rowid
SELECT typeof(i), typeof(t), typeof(r), typeof(n), typeof(b), typeof(v), typeof(f), typeof(d), typeof(o), typeof(c) FROM kinds ORDER BY rowid
SELECT count(*) FROM kinds WHERE i = '1'
SELECT count(*) FROM kinds WHERE t = 1
SELECT count(*) FROM kinds WHERE b = '1.5'
SELECT count(*) FROM kinds WHERE d = 1
SELECT i = '1', t = 1, b = 1, d = '1' FROM kinds WHERE rowid = 1
SELECT +i = '1', CAST(i AS TEXT) = 1, i || '' FROM kinds WHERE rowid = 1
SELECT i FROM kinds WHERE i IN ('1', 'abc') ORDER BY 1
SELECT i FROM kinds ORDER BY i
SELECT d FROM kinds ORDER BY d DESC
