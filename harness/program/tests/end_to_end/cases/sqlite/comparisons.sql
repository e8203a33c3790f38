-- Order of storage classes.
SELECT NULL < 1, 1 < 'a', 'a' < x'00', 1 < 2.5, '10' < '9', 10 < 9, x'01' < x'0100'
SELECT 1 = 1.0, '1' = 1, 'a' = 'A', x'61' = 'a', 1 == 1, 1 <> 2, 1 != 1
WITH t (v) AS (VALUES (2), ('b'), (NULL), (1.5), (x'00'), ('a'), (-1)) SELECT v, typeof(v) FROM t
SELECT column1 FROM (VALUES (2), ('b'), (NULL), (1.5), (x'00'), ('a'), (-1)) ORDER BY 1
SELECT column1 FROM (VALUES (2), ('b'), (NULL), (1.5), (x'00'), ('a'), (-1)) ORDER BY 1 DESC NULLS FIRST
SELECT column1 FROM (VALUES (2), (NULL), (1)) ORDER BY 1 NULLS LAST
-- Logic of three values.
SELECT NULL AND 0, NULL AND 1, NULL OR 1, NULL OR 0, NOT NULL, NULL IS NULL, NULL IS NOT NULL
SELECT NULL = NULL, NULL <> NULL, NULL IS 1, 1 IS NULL, 1 ISNULL, NULL NOTNULL, 2 NOT NULL
SELECT 1 IS DISTINCT FROM NULL, NULL IS DISTINCT FROM NULL, 1 IS NOT DISTINCT FROM 1, 1 IS TRUE, 0 IS NOT TRUE, NULL IS FALSE
SELECT 1 IN (1, NULL), 2 IN (1, NULL), NULL IN (1), NULL IN (), 1 IN (), 1 NOT IN (), 1 NOT IN (2, NULL)
SELECT 5 BETWEEN 1 AND 10, 5 BETWEEN 10 AND 1, NULL BETWEEN 1 AND 2, 5 NOT BETWEEN 1 AND 4, 'b' BETWEEN 'a' AND 'c'
SELECT CASE WHEN NULL THEN 'n' WHEN 0 THEN 'z' ELSE 'e' END, CASE NULL WHEN NULL THEN 'n' ELSE 'e' END, CASE 1 WHEN '1' THEN 't' END
SELECT CASE 2 WHEN 1 THEN 'one' WHEN 2 THEN 'two' WHEN 2 THEN 'again' END, iif(NULL, 1, 2), iif(3, 'yes', 'no')
SELECT coalesce(NULL, NULL, 'c', 1 / 0), ifnull(NULL, 'i'), nullif(1, 1), nullif(1, 2), nullif(NULL, 1)
SELECT coalesce(1)
SELECT 0 AND 1 / 0, 1 OR 1 / 0, 'abc' AND 1, '1abc' AND 1, 0.5 AND 1, '' OR 0
-- Row values.
SELECT (1, 2, 3) = (1, 2, 3), (1, 2) < (1, 3), (2, 1) > (1, 9), (1, NULL) = (1, 2), (1, NULL) = (2, 2), (1, 2) IS (1, 2)
SELECT (1, 2) IN (SELECT 1, 2 UNION SELECT 3, 4), (1, 3) IN (VALUES (1, 2), (3, 4)), (2, 2) BETWEEN (1, 9) AND (2, 3)
SELECT (1, 2) = (1, 2, 3)
SELECT (1, 2)
-- Collations.
SELECT 'a' = 'A' COLLATE NOCASE, 'ä' = 'Ä' COLLATE NOCASE, 'a' = 'a  ' COLLATE RTRIM, 'a' = 'a  ', 'a' COLLATE BINARY < 'B'
CREATE TABLE words (id INTEGER PRIMARY KEY, plain TEXT, folded TEXT COLLATE NOCASE, trimmed TEXT COLLATE RTRIM)
INSERT INTO words (plain, folded, trimmed) VALUES ('b', 'b', 'b '), ('B', 'B', 'B'), ('a', 'a', 'a'), ('A', 'A', 'a  '), ('ä', 'ä', 'ä'), (NULL, NULL, NULL)
SELECT plain FROM words ORDER BY plain
SELECT folded FROM words ORDER BY folded, id
SELECT plain FROM words ORDER BY plain COLLATE NOCASE DESC, id
SELECT id FROM words WHERE folded = 'A' ORDER BY id
SELECT id FROM words WHERE plain = 'A' COLLATE NOCASE ORDER BY id
SELECT id FROM words WHERE trimmed = 'a' ORDER BY id
SELECT id FROM words WHERE folded = plain COLLATE BINARY ORDER BY id
SELECT count(DISTINCT plain), count(DISTINCT folded), count(DISTINCT trimmed) FROM words
SELECT min(folded), max(folded), count(*) FROM words GROUP BY folded ORDER BY folded
SELECT max(folded, 'c'), min(plain, 'C') FROM words WHERE id = 1
SELECT folded FROM words UNION SELECT 'a' ORDER BY 1
SELECT DISTINCT folded FROM words ORDER BY 1 COLLATE BINARY
SELECT id FROM words WHERE folded IN ('A', 'ä') ORDER BY id
SELECT id FROM words WHERE folded BETWEEN 'A' AND 'B' ORDER BY id
SELECT 'a' = 'A' COLLATE nosuch
-- LIKE and GLOB.
SELECT 'abc' LIKE 'A%', 'abc' LIKE 'a_c', 'abc' LIKE 'a', 'ä' LIKE 'Ä', 'abc' NOT LIKE 'b%', NULL LIKE 'a', 'a' LIKE NULL
SELECT 'a%c' LIKE 'a!%c' ESCAPE '!', 'abc' LIKE 'a!%c' ESCAPE '!', 'a_c' LIKE 'a\_c' ESCAPE '\', '' LIKE '%', '' LIKE '_', 12 LIKE '1%'
SELECT 'abc' LIKE 'a!' ESCAPE '!', 'abc' LIKE '%%%c', 'aXbXc' LIKE 'a%b%c', like('a%', 'abc'), like('a!%', 'a%', '!')
SELECT 'abc' LIKE 'abc' ESCAPE 'xy'
SELECT 'abc' GLOB 'a*', 'abc' GLOB 'A*', 'abc' GLOB 'a?c', 'abc' GLOB '[a-b]*', 'abc' GLOB '[^a]*', 'a*c' GLOB 'a[*]c', 'a]c' GLOB 'a[]]c'
SELECT 'naïve' GLOB 'na?ve', '🦀' LIKE '_', 'abc' NOT GLOB '*c', glob('*b*', 'abc'), NULL GLOB '*', '-' GLOB '[a-]'
SELECT 'x' LIKE '123456789012345678901234567890123456789012345678901'
SELECT 'x' MATCH 'y'
SELECT 'x' REGEXP 'y'
