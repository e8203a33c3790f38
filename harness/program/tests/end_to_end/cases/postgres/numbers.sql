-- Integers, and where they end.
SELECT 1::smallint, 2::integer, 3::bigint, 32767::int2, (-32768)::smallint, 9007199254740991, 9007199254740992
--> [[1, 2, 3, 32767, -32768, 9007199254740991, {"integer": "9007199254740992"}]]
SELECT 9223372036854775807, -9223372036854775808, 2147483647 + 1::bigint
--> [[{"integer": "9223372036854775807"}, {"integer": "-9223372036854775808"}, 2147483648]]
SELECT 2147483647 + 1
--! 22003
SELECT 9223372036854775807 + 1
--! 22003
SELECT 32767::smallint + 1::smallint
--! 22003
SELECT 32768::smallint
--! 22003
SELECT 99999999999::integer
--! 22003
SELECT 1e20::bigint
--! 22003
SELECT (-2147483648)::integer / -1
--! 22003
SELECT abs(-2147483648)
--! 22003
SELECT 1 / 0
--! 22012
SELECT 5 % 0
--! 22012
SELECT 1.0 / 0
--! 22012
SELECT 1::float8 / 0
--! 22012
SELECT 7 / 2, -7 / 2, 7 % 3, -7 % 3, 7 % -3, 2 ^ 10, |/ 16, round(||/ 27), @ -5, div(-7, 2), mod(-7, 2)
--> [[3, -3, 1, -1, 1, 1024.0, 4.0, 3.0, 5, "-3", -1]]
SELECT 5 & 3, 5 | 3, 5 # 3, ~5, 1 << 4, -8 >> 1, 1::bigint << 62
--> [[1, 7, 6, -6, 16, -4, {"integer": "4611686018427387904"}]]
SELECT 0x1F, 0o17, 0b101, 1_000_000, 0xFFFFFFFF
--> [[31, 15, 5, 1000000, 4294967295]]
SELECT 'abc'::integer
--! 22P02
SELECT ''::integer
--! 22P02
SELECT ' 42 '::integer, '-7'::bigint, '0x10'::integer, '1_000'::integer
--> [[42, -7, 16, 1000]]
SELECT '1.5'::integer
--! 22P02
SELECT 1.5::integer, 2.5::integer, -1.5::integer, 2.5::float8::integer, 1.5::float8::integer, 3.5::float8::integer
--> [[2, 3, -2, 2, 2, 4]]
SELECT pg_typeof(1), pg_typeof(2147483648), pg_typeof(9223372036854775808), pg_typeof(1.0), pg_typeof(1e3), pg_typeof(1 + 1.5), pg_typeof(1 + 1::float8), pg_typeof(true)
--> [["integer", "bigint", "numeric", "numeric", "numeric", "numeric", "double precision", "boolean"]]
SELECT gcd(12, 18), lcm(4, 6), factorial(20), width_bucket(5.35, 0.024, 10.06, 5), sign(-3), min_scale(8.4100), scale(8.41), trim_scale(8.4100)
--> [[6, 12, "2432902008176640000", 3, -1.0, 2, 2, "8.41"]]
SELECT factorial(-1)
--! 22003
-- NUMERIC.
SELECT 12.50, 12.50::numeric(10, 1), 12.55::numeric(4, 1), 0.1 + 0.2, 1.10 * 1.10, 10.0 / 4, 1 / 3.0, 2::numeric / 3
--> [["12.50", "12.5", "12.6", "0.3", "1.2100", "2.5000000000000000", "0.33333333333333333333", "0.66666666666666666667"]]
SELECT 123456789012345678901234567890.123456789, 1e-20, -0.0, 1e5, 1.5e-3, 12345678901234567890 * 98765432109876543210
--> [["123456789012345678901234567890.123456789", "0.00000000000000000001", "0.0", "100000", "0.0015", "1219326311370217952237463801111263526900"]]
SELECT 999.9::numeric(3, 1)
--! 22003
SELECT 99.99::numeric(3, 1)
--! 22003
SELECT 1234.567::numeric(5, -1), 0.00123::numeric(3, 5)
--> [["1230", "0.00123"]]
SELECT round(2.5), round(-2.5), round(2.345, 2), round(1234.5, -2), trunc(2.99), trunc(-2.999, 1), ceil(-1.5), floor(-1.5), ceiling(1.2)
--> [["3", "-3", "2.35", "1200", "2", "-2.9", "-1", "-2", "2"]]
SELECT 'NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric, 'NaN'::numeric = 'NaN'::numeric, 'NaN'::numeric > 1e100, 'Infinity'::numeric - 'Infinity'::numeric
--> [["NaN", "Infinity", "-Infinity", true, true, "NaN"]]
SELECT 2.0 ^ 0.5, sqrt(2::numeric), exp(1.0), ln(10.0), log(100.0), log(2.0, 64.0), power(2, 100::numeric), 10 ^ -3.0
--> [["1.4142135623730950", "1.414213562373095", "2.7182818284590452", "2.3025850929940457", "2.0000000000000000", "6.0000000000000000", "1267650600228229401496703205376", "0.0010000000000000000"]]
SELECT sqrt(-1::numeric)
--! 2201F
SELECT ln(0::numeric)
--! 2201E
SELECT ln(-1::numeric)
--! 2201E
SELECT 0::numeric ^ -1
--! 2201F
SELECT 1.0 = 1.00, 1.0::text, 1.00::text, hashtext('x') IS NOT NULL, 1.50::text || 'x', 0.5::text, (-.5)::text
--> [[true, "1.0", "1.00", true, "1.50x", "0.5", "-0.5"]]
SELECT sum(n), avg(n), min(n), max(n) FROM (VALUES (0.1), (0.2), (0.30)) AS t (n)
--> [["0.60", "0.20000000000000000000", "0.1", "0.30"]]
SELECT sum(n), pg_typeof(sum(n)) FROM (VALUES (9223372036854775807), (1)) AS t (n)
--> [["9223372036854775808", "numeric"]]
SELECT avg(n), pg_typeof(avg(n)) FROM (VALUES (1), (2)) AS t (n)
--> [["1.5000000000000000", "numeric"]]
SELECT 100000000000000000000::text, 1e30::numeric::text, 1e-10::numeric, 5e-324::numeric IS NOT NULL
--> [["100000000000000000000", "1000000000000000000000000000000", "0.0000000001", true]]
SELECT to_char(1234567.891, 'FM9,999,999.00'), to_char(-5, '999'), to_char(42, '00000'), to_char(0.5, 'FM0.##'), to_char(1234, 'FMRN'), to_char(485, 'FMRN'), to_char(12, '99th'), to_char(1e6, '9.9EEEE'), to_char(-12.5, 'FM99.0MI')
--> [["1,234,567.89", "  -5", " 00042", "1", "MCCXXXIV", "CDLXXXV", " 12th", " 1.0e+06", "12.5-"]]
SELECT to_number('1,234.56', '9,999.99'), to_number('-42', 'S99'), to_number('12th', '99th')
--> [["1234.56", "-42", "12"]]
SELECT '12,34'::numeric
--! 22P02
-- Floating point.
SELECT 0.1::float8, 0.1::float4, 1::float8, 1e300::float8, 1.5::real, -2.5::double precision, 123456789.123456789::float8, 16777217::float4
--> [[0.1, 0.1, 1.0, 1e+300, 1.5, -2.5, 123456789.12345679, 16777216.0]]
SELECT 0.1::float8 + 0.2::float8, 0.1::float8 + 0.2::float8 = 0.3::float8, 1e15::float8::text, 1e16::float8::text, 0.0001::float8::text, 0.00001::float8::text
--> [[0.30000000000000004, false, "1e+15", "1e+16", "0.0001", "1e-05"]]
SELECT 'Infinity'::float8
--! number_not_finite
SELECT 'NaN'::float8
--! number_not_finite
SELECT 'NaN'::float8::text, '-inf'::float8::text, 'infinity'::float4 > 1e30, 'nan'::float8 = 'nan'::float8
--> [["NaN", "-Infinity", true, true]]
SELECT 1e400::float8
--! 22003
SELECT '1e400'::float8
--! 22003
SELECT 1e300::float8 * 1e300::float8
--! 22003
SELECT exp(1000::float8)
--! 22003
SELECT 1e39::float4
--! 22003
SELECT round(2.5::float8), round(3.5::float8), round(-0.4::float8), trunc(-1.7::float8), ceil(1.2::float8), floor(-1.2::float8), sign(-0.5::float8)
--> [[2.0, 4.0, -0.0, -1.0, 2.0, -2.0, -1.0]]
SELECT round(sin(1)::numeric, 10), round(cos(1)::numeric, 10), round(atan2(1, 2)::numeric, 10), round(degrees(pi())::numeric, 6), sind(30), cosd(60), tand(45), round(cbrt(27))
--> [["0.8414709848", "0.5403023059", "0.4636476090", "180.000000", 0.5, 0.5, 1.0, 3.0]]
SELECT sqrt(-1::float8)
--! 2201F
SELECT asin(2)
--! 22003
SELECT random() BETWEEN 0 AND 1, random(1, 6) BETWEEN 1 AND 6, setseed(0.5) IS NOT NULL
--> [[true, true, true]]
SELECT float8 '1' / 3, (1::float4 / 3)::text, (1::float8 / 3)::text, 1.1::float4::float8
--> [[0.3333333333333333, "0.3333333333333333", "0.3333333333333333", 1.100000023841858]]
SELECT 9007199254740993::float8::bigint, 9007199254740993::numeric::float8, 1e18::float8::bigint
--> [[{"integer": "9007199254740992"}, 9007199254740992.0, {"integer": "1000000000000000000"}]]
SELECT 1e19::float8::bigint
--! 22003
SELECT '1.5'::money, '12.34'::money * 2, 100::money / 3, '-5'::money, 1234567.891::money::numeric
--> [["$1.50", "$24.68", "$33.33", "-$5.00", "1234567.89"]]
-- Booleans and bits.
SELECT true, false, 't'::boolean, 'yes'::boolean, 'off'::boolean, '0'::boolean, 1::boolean, NOT true, true AND NULL, false AND NULL, true OR NULL, true::integer, true::text
--> [[true, false, true, true, false, false, true, false, null, false, true, 1, "true"]]
SELECT 'maybe'::boolean
--! 22P02
SELECT true > false, true IS NOT FALSE, NULL IS UNKNOWN, bool_and(b), bool_or(b), every(b) FROM (VALUES (true), (false)) AS t (b) GROUP BY 1, 2, 3
--> [[true, true, true, false, true, false]]
SELECT B'101', X'1F', B'101' | B'010', B'1100' & B'1010', ~B'101', B'1' || B'0', length(B'10110'), B'101'::bit(5), 5::bit(8), B'0101'::integer, bit_count(B'1011'), get_bit(B'101', 0)
--> [["101", "00011111", "111", "1000", "010", "10", 5, "10100", "00000101", 5, 3, 1]]
SELECT B'101' | B'01'
--! 22026
SELECT B'102'
--! 22P02
SELECT bit_and(n), bit_or(n), bit_xor(n) FROM (VALUES (12), (10)) AS t (n)
--> [[8, 14, 6]]
