-- What depends on a machine's integers, its floating point and its library, and may not.
SELECT 5e-324::float8, 2.2250738585072014e-308::float8, 1.7976931348623157e308::float8, 1.17549435e-38::float4, 3.4028235e38::float4, 1e-45::float4, 0.1::float8 * 3, 4.35::float8 * 100
--> [[5e-324, 2.2250738585072014e-308, 1.7976931348623157e+308, 1.1754944e-38, 3.4028235e+38, 1e-45, 0.30000000000000004, 434.99999999999994]]
SELECT 5e-324::float8::text, 1.7976931348623157e308::float8::text, (0.1::float8 + 0.2)::text, 1e22::float8::text, 1e23::float8::text, 123456789012345680::float8::text, (1::float8 / 3)::text, 0.1::float4::text, 16777216::float4::text, 1.1::float4::text
--> [["5e-324", "1.7976931348623157e+308", "0.30000000000000004", "1e+22", "9.999999999999999e+22", "1.2345678901234568e+17", "0.3333333333333333", "0.1", "1.6777216e+07", "1.1"]]
SELECT '1e-400'::float8
--! 22003
SELECT '1e-50'::float4
--! 22003
SELECT '5e-324'::float8, '0.1'::float8, '  7.5  '::float8, '1e5'::float8, '.5'::float8, '123456789012345678901234567890'::float8, '9007199254740993'::float8
--> [[5e-324, 0.1, 7.5, 100000.0, 0.5, 1.2345678901234568e+29, 9007199254740992.0]]
SELECT 1e-300::float8 * 1e-300::float8
--! 22003
SELECT 0.1::float8::numeric, 1e-7::float8::numeric, 123456.789::float4::numeric, 1e15::float8::numeric, 0.30000000000000004::float8::numeric
--> [["0.1", "0.0000001", "123457", "1000000000000000", "0.3"]]
SELECT float8 '0.5' < 0.5::numeric, 0.1::float4 = 0.1::float8, 0.1::float4::float8, 9007199254740993 = 9007199254740992::float8, 1e308::float8 < 'Infinity'
--> [[false, false, 0.10000000149011612, true, true]]
SELECT 9223372036854775807::bigint - 1, -9223372036854775808 + 1, 4294967296 * 2147483647, 3037000499::bigint * 3037000499, 9223372036854775807 / 2, 9223372036854775807 % 1000, -9223372036854775808 / 2
--> [[{"integer": "9223372036854775806"}, {"integer": "-9223372036854775807"}, {"integer": "9223372032559808512"}, {"integer": "9223372030926249001"}, {"integer": "4611686018427387903"}, 807, {"integer": "-4611686018427387904"}]]
SELECT 3037000500::bigint * 3037000500
--! 22003
SELECT (-9223372036854775808) / -1
--! 22003
SELECT (-9223372036854775808) % -1
--> [[0]]
SELECT 1::bigint << 63, 1 << 31, -1 >> 31, -1::bigint >> 63, 1 << 33, 4294967295::bigint & 4294967040, ~0::bigint, 2147483647 # -1
--> [[{"integer": "-9223372036854775808"}, -2147483648, -1, -1, 2, 4294967040, -1, -2147483648]]
SELECT sum(n), avg(n) FROM generate_series(9223372036854775800, 9223372036854775807) AS n
--> [["73786976294838206428", "9223372036854775804"]]
SELECT count(*), max(n) FROM generate_series(9223372036854775805, 9223372036854775807) AS n
--> [[3, {"integer": "9223372036854775807"}]]
SELECT 4294967295::oid, '4294967295'::xid, 4294967295::oid::bigint, '-1'::oid
--> [[4294967295, "4294967295", 4294967295, 4294967295]]
SELECT 4294967296::oid
--! 22003
SELECT 92233720368547758.07::money, '-92233720368547758.08'::money
--> [["$92,233,720,368,547,758.07", "-$92,233,720,368,547,758.08"]]
SELECT 92233720368547758.08::money
--! 22003
SELECT interval '178000000 years', interval '2147483647 days', make_interval(secs => 1e12)
--> [["178000000 years", "2147483647 days", "277777777:46:40"]]
SELECT interval '300000000 years'
--! 22008
SELECT timestamp '4714-11-24 BC', timestamp '294276-12-31 23:59:59.999999', date '4714-11-24 BC', date '5874897-12-31', to_timestamp(4102444800), to_timestamp(-62135596800)
--> [["4714-11-24 00:00:00 BC", "294276-12-31 23:59:59.999999", "4714-11-24 BC", "5874897-12-31", "2100-01-01 00:00:00+00", "0001-01-01 00:00:00+00"]]
SELECT to_timestamp(1e18)
--! 22008
SELECT timestamptz '2050-07-01 12:00 Europe/Berlin', timestamptz '2100-01-01 00:00 America/New_York', timestamptz '1900-01-01 00:00 Europe/Paris', timestamp '1850-01-01' AT TIME ZONE 'Asia/Tokyo', timestamptz '2037-12-31 23:59:59+00' + interval '1 day'
--> [["2050-07-01 10:00:00+00", "2100-01-01 05:00:00+00", "1899-12-31 23:50:39+00", "1849-12-31 14:41:01+00", "2038-01-01 23:59:59+00"]]
SELECT extract(epoch FROM timestamptz '2040-01-01 00:00Z'), extract(epoch FROM timestamp '1900-01-01'), to_char(timestamptz '2040-02-29 00:00Z', 'Dy DD Mon YYYY'), timestamptz '2038-01-19 03:14:08+00' - timestamptz '1901-12-13 20:45:52+00'
--> [["2208988800.000000", "-2208988800.000000", "Wed 29 Feb 2040", "49710 days 06:28:16"]]
SELECT hashint4(1), hashint8(1), hashtext('abc'), hashtextextended('abc', 0), hash_array(ARRAY[1, 2]), hashfloat8(0.5), hash_numeric(1.50), jsonb_hash('{"a":1}')
--> [[-1905060026, -1905060026, -785388649, {"integer": "-6747756470228489321"}, -2087800271, 109745130, 692967894, 1322320426]]
SELECT md5((2::numeric ^ 1000)::text), length((2::numeric ^ 4000)::text), (10::numeric ^ 131071) > 0
--> [["2a2df6bb5d7697f790efa015185d2d6c", 1205, true]]
SELECT 10::numeric ^ 131073
--! 22003
SELECT factorial(100), sqrt(2::numeric(100, 90)), 1 / 7::numeric(60, 50), exp(100::numeric), ln(2::numeric(50, 40))
--> [["93326215443944152681699238856266700490715968264381621468592963895217599993229915608941463976156518286253697920827223758251185210916864000000000000000000000000", "1.414213562373095048801688724209698078569671875376948073176679737990732478462107038850387534", "0.14285714285714285714285714285714285714285714285714", "26881171418161354484126255515800135873611119", "0.6931471805599453094172321214581765680755"]]
SELECT round(exp(1::float8)::numeric, 12), round(ln(10::float8)::numeric, 12), round(power(2.5::float8, 3.5)::numeric, 10), round(sinh(1)::numeric, 12), round(erf(0.5)::numeric, 12), round(gamma(5.5)::numeric, 10), round(lgamma(10)::numeric, 10), round(atanh(0.5)::numeric, 12)
--> [["2.718281828459", "2.302585092994", "24.7052942201", "1.175201193644", "0.520499877813", "52.3427777846", "12.8018274801", "0.549306144334"]]
SELECT power(0::float8, -1)
--! 2201F
SELECT power(-8::float8, 1.0 / 3)
--! 2201F
SELECT 'ÄÖÜ' ILIKE 'äöü', 'Ä' ~* 'ä', lower('ÀÉÎÕÜÇÑŁŻ'), upper('àéîõüçñłż'), lower('ΑΒΓΣ'), upper('привет'), initcap('élan ÜBER'), 'é' ~ '[[:alpha:]]', 'é' ~ '[a-z]', '５' ~ '\d', ' ' ~ '\s', 'ж' ~ '\w', upper('日本'), length('👨‍👩‍👧'), reverse('åé')
--> [[true, true, "àéîõüçñłż", "ÀÉÎÕÜÇÑŁŻ", "αβγσ", "ПРИВЕТ", "Élan Über", true, false, false, true, true, "日本", 5, "éå"]]
SELECT x FROM (VALUES ('z'), ('é'), ('e'), ('Z'), ('日'), ('🦀'), ('')) AS t (x) ORDER BY x
--> [[""], ["Z"], ["e"], ["z"], ["é"], ["日"], ["🦀"]]
SELECT max(x), min(x) FROM (VALUES ('a'), ('B'), ('ä'), ('_')) AS t (x)
--> [["ä", "B"]]
SELECT to_tsvector('english', 'Naïve cafés in Zürich'), to_tsvector('french', 'les chevaux mangeaient'), to_tsvector('russian', 'красивые дома'), to_tsvector('simple', '日本語 テスト'), plainto_tsquery('spanish', 'los niños corriendo')
--> [["'café':2 'naïv':1 'zürich':4", "'cheval':2 'le':1 'mang':3", "'дом':2 'красив':1", "'テスト':2 '日本語':1", "'niñ' & 'corr'"]]
SELECT encode(sha512('abc'), 'hex'), md5(repeat('x', 1000)), crc32c('123456789'), encode('\x0102030405'::bytea, 'base64'), length(gen_random_uuid()::text), bit_count('\xff0f'::bytea)
--> [["ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f", "398533d48111e9f664b1f64cb10c4b63", 3808858755, "AQIDBAU=", 36, 12]]
SELECT bit_length(repeat('x', 1000000)), octet_length(repeat('🦀', 100000)), length(lpad('', 500000, 'ab')), cardinality(array_agg(g)) FROM generate_series(1, 50000) AS g
--> [[8000000, 400000, 500000, 50000]]
SELECT count(DISTINCT md5(g::text)), sum(length(g::text)), max(g::text), count(*) FILTER (WHERE g % 3 = 0) FROM generate_series(1, 20000) AS g
--> [[20000, 88894, "9999", 6666]]
SELECT g FROM generate_series(1, 30000) AS g ORDER BY md5(g::text) LIMIT 3
--> [[5329], [1970], [20074]]
SELECT a.g, count(*) FROM generate_series(1, 300) AS a (g) JOIN generate_series(1, 300) AS b (g) ON a.g % 10 = b.g % 10 WHERE a.g <= 3 GROUP BY 1 ORDER BY 1
--> [[1, 30], [2, 30], [3, 30]]
SELECT random() < 1, random(1::bigint, 9000000000) > 0, random(0.5, 0.6) BETWEEN 0.5 AND 0.6, random_normal() IS NOT NULL
--> [[true, true, true, true]]
BEGIN
SELECT setseed(0.25)
SELECT round(random()::numeric, 12), round(random()::numeric, 12), random(1, 1000000)
COMMIT
--> [["0.197263584984", "0.210532193954", 161119]]
SELECT to_char(12345.678, '99G999D99'), to_char(-0.1, 'S0.9'), to_char(123, 'L999'), to_char(interval '25:00', 'HH24:MI'), to_char(1e10::float8, '99999999999'), to_char(0.1::float8, '9.99EEEE'), to_char(123456789, '999,999,999')
--> [[" 12,345.68", "-0.1", "  123", "25:00", " 10000000000", " 1.00e-01", " 123,456,789"]]
SELECT pg_size_pretty(1::bigint << 40), pg_size_bytes('1.5 GB'), pg_column_size('abc'::text), pg_column_size(1::bigint), pg_column_size(ARRAY[1, 2]), pg_column_size(row(1, 2)), pg_column_size(1.5::numeric), pg_column_size('{}'::jsonb), pg_column_size(now())
--> [["1024 GB", 1610612736, 7, 8, 32, 32, 10, 8, 8]]
CREATE TABLE wide (id integer PRIMARY KEY, body text, small smallint, big bigint, flag boolean, amount numeric)
INSERT INTO wide SELECT g, repeat(md5(g::text), 200), g % 100, g * 4294967296, g % 2 = 0, g / 7.0 FROM generate_series(1, 100) AS g
SELECT count(*), sum(length(body)), sum(big), count(*) FILTER (WHERE flag), round(sum(amount), 6), md5(string_agg(body, '' ORDER BY id)) FROM wide
--> [[100, 640000, "21689584844800", 50, "721.428571", "b62d2f50c20e56716637c4af7767ddf5"]]
SELECT left(body, 8), right(body, 8), substr(body, 3200, 10) FROM wide WHERE id = 77
--> [["28dd2c79", "f0100bde", "e28dd2c795"]]
UPDATE wide SET body = body || body WHERE id % 10 = 0
SELECT sum(length(body)), max(octet_length(body)) FROM wide
--> [[704000, 12800]]
DELETE FROM wide WHERE id > 50
SELECT count(*), max(big) FROM wide WHERE big > 8589934592
--> [[48, 214748364800]]
CREATE INDEX wide_big ON wide (big DESC, small)
SELECT id FROM wide ORDER BY big DESC LIMIT 2
--> [[50], [49]]
SELECT id FROM wide WHERE big = 42949672960
--> [[10]]
-- The standard leaves this to the library.
SELECT upper('ß'), lower('ẞ')
--> [["ß", "ß"]]
--~ every [["ẞ", "ß"]] because the library of the platform knows a capital ß
-- XML.
SELECT xmlelement(name a, xmlattributes(1 AS n), 'b & c'), xmlparse(CONTENT 'x<b/>'), xmlforest(1 AS one), xmlconcat('<a/>', '<b/>'), '<a>1</a>'::xml IS DOCUMENT, xml_is_well_formed('<a>')
--> [["<a n=\"1\">b &amp; c</a>", "x<b/>", "<one>1</one>", "<a/><b/>", true, false]]
SELECT xpath('/a/b/text()', '<a><b>x</b><b>y</b></a>'), xpath_exists('/a/c', '<a/>'), xmlagg(x) FROM (VALUES ('<a/>'::xml), ('<b/>')) AS t (x)
--> [[["x", "y"], false, "<a/><b/>"]]
SELECT '<a>'::xml
--! 2200N
SELECT n, s FROM XMLTABLE('/r/i' PASSING '<r><i n="1">a</i><i n="2">b</i></r>' COLUMNS n integer PATH '@n', s text PATH '.')
--> [[1, "a"], [2, "b"]]
