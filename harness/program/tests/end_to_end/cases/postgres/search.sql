SELECT to_tsvector('simple', 'The Fat cats sat'), to_tsvector('english', 'The Fat cats sat on the mats'), to_tsvector('english', 'running runner ran easily'), to_tsvector('german', 'Die Häuser der Bürger')
--> [["'cats':3 'fat':2 'sat':4 'the':1", "'cat':3 'fat':2 'mat':7 'sat':4", "'easili':4 'ran':3 'run':1 'runner':2", "'burg':4 'haus':2"]]
SELECT to_tsquery('english', 'fat & cats | !rat'), plainto_tsquery('english', 'The fat cats'), phraseto_tsquery('english', 'the fat cats'), websearch_to_tsquery('english', '"fat cat" or dog -mouse'), 'a & b <-> c'::tsquery, to_tsquery('simple', 'sup:*A')
--> [["'fat' & 'cat' | !'rat'", "'fat' & 'cat'", "'fat' <-> 'cat'", "'fat' <-> 'cat' | 'dog' & !'mous'", "'a' & 'b' <-> 'c'", "'sup':*A"]]
SELECT to_tsquery('english', 'fat &')
--! 42601
SELECT to_tsquery('nosuch', 'a')
--! 42704
SELECT to_tsvector('english', 'fat cats ate rats') @@ to_tsquery('english', 'cat & rat'), to_tsvector('english', 'fat cats') @@ 'dog'::tsquery, 'fat cats' @@ 'cats', to_tsvector('english', 'cat fat') @@ to_tsquery('english', 'fat <-> cat'), to_tsvector('simple', 'supernova') @@ to_tsquery('simple', 'super:*')
--> [[true, false, true, false, true]]
SELECT 'a:1A b:2,3B c'::tsvector, setweight('a:1 b:2'::tsvector, 'C'), length('a b c'::tsvector), strip('a:1 b:2'::tsvector), 'a:1'::tsvector || 'b:1'::tsvector, ts_delete('a b c'::tsvector, 'b'), tsvector_to_array('x y'::tsvector), ts_filter('a:1A b:2B'::tsvector, '{a}')
--> [["'a':1A 'b':2,3B 'c'", "'a':1C 'b':2C", 3, "'a' 'b'", "'a':1 'b':2", "'a' 'c'", ["x", "y"], "'a':1A"]]
SELECT round(ts_rank(to_tsvector('english', 'cat dog cat'), to_tsquery('english', 'cat'))::numeric, 6), round(ts_rank_cd(to_tsvector('english', 'cat and dog'), to_tsquery('english', 'cat & dog'))::numeric, 6)
--> [["0.075991", "0.050000"]]
SELECT ts_headline('english', 'The quick brown fox jumped over the lazy dogs', to_tsquery('english', 'fox & dog'), 'StartSel=<, StopSel=>'), ts_headline('english', 'Cats and more cats', to_tsquery('english', 'cat'), 'HighlightAll=true')
--> [["The quick brown <fox> jumped over the lazy <dogs>", "<b>Cats</b> and more <b>cats</b>"]]
SELECT numnode('a & b'::tsquery), querytree('a & !b'::tsquery), 'a'::tsquery && 'b', !!'a'::tsquery, ts_rewrite('a & b'::tsquery, 'a'::tsquery, 'c'::tsquery), tsquery_phrase('a', 'b', 2), 'a'::tsquery @> 'a'
--> [[3, "'a'", "'a' & 'b'", "!'a'", "'b' & 'c'", "'a' <2> 'b'", true]]
SELECT alias, token FROM ts_debug('simple', 'a-b x@y.z 12.5') WHERE alias <> 'blank'
--> [["asciihword", "a-b"], ["hword_asciipart", "a"], ["hword_asciipart", "b"], ["asciiword", "x"], ["file", "y.z"], ["float", "12.5"]]
SELECT token FROM ts_parse('default', 'one two') WHERE tokid = 1
--> [["one"], ["two"]]
SELECT ts_lexize('english_stem', 'stars'), ts_lexize('english_stem', 'the'), ts_lexize('simple', 'ABC'), get_current_ts_config()
--> [[["star"], [], ["abc"], "english"]]
CREATE TABLE article (id integer PRIMARY KEY, title text, body text, words tsvector GENERATED ALWAYS AS (setweight(to_tsvector('english', coalesce(title, '')), 'A') || to_tsvector('english', coalesce(body, ''))) STORED)
CREATE INDEX article_words ON article USING gin (words)
INSERT INTO article VALUES (1, 'Gardens', 'Planting tomatoes before it rains'), (2, 'Cooking', 'Tomato soup, rain or shine'), (3, 'Roads', NULL)
SELECT id FROM article WHERE words @@ to_tsquery('english', 'tomato & rain') ORDER BY id
--> [[1], [2]]
SELECT id, round(ts_rank(words, q)::numeric, 4) FROM article, websearch_to_tsquery('english', 'garden or cooked') AS q WHERE words @@ q ORDER BY 2 DESC, id
--> [[1, "0.3040"], [2, "0.3040"]]
SELECT words FROM article WHERE id = 1
--> [["'garden':1A 'plant':2 'rain':6 'tomato':3"]]
UPDATE article SET body = 'All about snow' WHERE id = 3
SELECT id FROM article WHERE words @@ 'snow'::tsquery
--> [[3]]
SELECT word, ndoc, nentry FROM ts_stat('SELECT words FROM article') WHERE ndoc > 1 ORDER BY word
--> [["rain", 2, 2], ["tomato", 2, 2]]
CREATE TEXT SEARCH CONFIGURATION plain (COPY = simple)
SELECT to_tsvector('plain', 'The Cats')
--> [["'cats':2 'the':1"]]
