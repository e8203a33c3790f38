CREATE VIRTUAL TABLE notes USING fts5 (title, body, tags UNINDEXED)
INSERT INTO notes VALUES ('Garden', 'Plant the tomatoes before it rains', 'a'), ('Kitchen', 'Tomato soup with basil and rain water', 'b'), ('Road', 'The long road to the sea; rain, then sun', 'c')
SELECT rowid, title FROM notes WHERE notes MATCH 'rain' ORDER BY rowid
SELECT title FROM notes WHERE notes MATCH 'rain*' ORDER BY rowid
SELECT title FROM notes ('tomato OR road') ORDER BY rowid
SELECT title FROM notes WHERE notes MATCH 'rain AND soup'
SELECT title FROM notes WHERE notes MATCH 'rain NOT soup' ORDER BY rowid
SELECT title FROM notes WHERE notes MATCH '"long road"'
SELECT title FROM notes WHERE notes MATCH 'title: garden'
SELECT title FROM notes WHERE notes MATCH '{title body}: ROAD'
SELECT title FROM notes WHERE notes MATCH '- title: road'
SELECT title FROM notes WHERE notes MATCH '^plant'
SELECT title FROM notes WHERE notes MATCH 'NEAR(soup water, 5)'
SELECT title FROM notes WHERE notes MATCH 'NEAR(soup water, 1)'
SELECT title FROM notes WHERE notes MATCH 'long + road'
SELECT title FROM notes WHERE body MATCH 'sea'
SELECT title FROM notes WHERE notes = 'basil'
SELECT title FROM notes WHERE notes MATCH 'c'
SELECT highlight(notes, 1, '<b>', '</b>') FROM notes WHERE notes MATCH 'rain' ORDER BY rowid
SELECT snippet(notes, 1, '[', ']', '...', 3), snippet(notes, -1, '', '', '~', 2) FROM notes WHERE notes MATCH 'rain' ORDER BY rowid
SELECT title, round(bm25(notes), 5), round(rank, 5) FROM notes WHERE notes MATCH 'rain' ORDER BY rank, title
SELECT title FROM notes WHERE notes MATCH 'rain OR tomato' ORDER BY bm25(notes, 10, 1), title
SELECT title FROM notes WHERE notes MATCH 'AND'
SELECT title FROM notes WHERE notes MATCH '"open'
SELECT title FROM notes WHERE notes MATCH 'nosuch: rain'
SELECT title FROM notes WHERE notes MATCH ''
UPDATE notes SET body = 'Now about snow' WHERE title = 'Road'
SELECT title FROM notes WHERE notes MATCH 'snow'
DELETE FROM notes WHERE title = 'Garden'
SELECT count(*) FROM notes WHERE notes MATCH 'tomatoes'
INSERT INTO notes (rowid, title, body) VALUES (77, 'Émile', 'Naïve café — über 漢字 текст')
SELECT rowid FROM notes WHERE notes MATCH 'emile'
SELECT rowid FROM notes WHERE notes MATCH 'CAFE uber'
SELECT rowid FROM notes WHERE notes MATCH '漢字'
SELECT rowid FROM notes WHERE notes MATCH 'ТЕКСТ'
INSERT INTO notes (notes) VALUES ('optimize')
INSERT INTO notes (notes) VALUES ('integrity-check')
INSERT INTO notes (notes) VALUES ('rebuild')
INSERT INTO notes (notes) VALUES ('nosuch')
CREATE VIRTUAL TABLE stems USING fts5 (x, tokenize = 'porter unicode61', prefix = '2 3')
INSERT INTO stems VALUES ('running runners ran'), ('connections connected')
SELECT rowid FROM stems WHERE stems MATCH 'run'
SELECT rowid FROM stems WHERE stems MATCH 'connect'
SELECT rowid FROM stems WHERE stems MATCH 'co*'
CREATE VIRTUAL TABLE grams USING fts5 (x, tokenize = 'trigram')
INSERT INTO grams VALUES ('abcdef'), ('xbcdy')
SELECT rowid FROM grams WHERE x LIKE '%bcd%' ORDER BY rowid
SELECT rowid FROM grams WHERE grams MATCH 'cde'
CREATE TABLE source (id INTEGER PRIMARY KEY, text TEXT)
CREATE VIRTUAL TABLE external USING fts5 (text, content = 'source', content_rowid = 'id')
CREATE TRIGGER source_insert AFTER INSERT ON source BEGIN INSERT INTO external (rowid, text) VALUES (new.id, new.text); END
CREATE TRIGGER source_delete AFTER DELETE ON source BEGIN INSERT INTO external (external, rowid, text) VALUES ('delete', old.id, old.text); END
INSERT INTO source (text) VALUES ('first entry'), ('second entry')
SELECT source.id, source.text FROM external JOIN source ON source.id = external.rowid WHERE external MATCH 'entry' ORDER BY 1
DELETE FROM source WHERE id = 1
SELECT rowid, text FROM external WHERE external MATCH 'entry'
CREATE VIRTUAL TABLE less USING fts5 (x, content = '', contentless_delete = 1)
INSERT INTO less (rowid, x) VALUES (5, 'hidden words')
SELECT rowid, x FROM less WHERE less MATCH 'words'
DELETE FROM less WHERE rowid = 5
SELECT count(*) FROM less WHERE less MATCH 'words'
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (stems, row)
SELECT term, doc, cnt FROM vocabulary ORDER BY term
CREATE VIRTUAL TABLE bad USING fts5 (x, nosuch = 1)
CREATE VIRTUAL TABLE bad USING nosuch (x)
--~ engines statement_refused because virtual tables but those of full-text search are refused
--~ native statement_refused because virtual tables but those of full-text search are refused
INSERT INTO notes_data VALUES (1, 2)
DROP TABLE stems
SELECT count(*) FROM vocabulary
SELECT name FROM sqlite_schema WHERE name LIKE 'grams%' ORDER BY name
