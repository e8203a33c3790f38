SELECT date('2024-02-29'), time('13:45:09'), datetime('2024-02-29 13:45:09'), datetime('2024-02-29T13:45'), date('13:00'), datetime('2024-02-29 13:45:09.75')
SELECT date('2024-02-30'), date('2023-02-29'), date('2024-13-01'), date('2024-00-10'), date('24-01-01'), date('nonsense'), date(NULL), date('')
SELECT julianday('2024-02-29'), julianday('2000-01-01 12:00'), date(2460369.5), datetime(2460369.75), julianday('1970-01-01')
SELECT unixepoch('2024-02-29 12:00:00'), unixepoch('1969-12-31 23:59:59'), datetime(1709208000, 'unixepoch'), datetime(-1, 'unixepoch'), datetime(1709208000.5, 'unixepoch', 'subsec')
SELECT datetime(1709208000, 'auto'), datetime(2460369.5, 'auto'), unixepoch('2024-02-29 12:00:00.25', 'subsec'), datetime(1709208000, 'julianday')
SELECT date('2024-01-31', '+1 month'), date('2024-01-31', '+1 month', 'floor'), date('2024-01-31', '+1 month', 'ceiling'), date('2024-02-29', '+1 year'), date('2024-02-29', '-1 years')
SELECT date('2024-03-10', '+10 days'), date('2024-03-10', '-70 days'), datetime('2024-03-10', '+36 hours'), datetime('2024-03-10 00:00:10', '-20 seconds'), time('12:30', '+90 minutes'), date('2024-03-10', '1.5 days')
SELECT date('2024-05-15', 'start of month'), date('2024-05-15', 'start of year'), datetime('2024-05-15 10:11', 'start of day'), date('2024-05-15', 'start of month', '+1 month', '-1 day')
SELECT date('2024-05-15', 'weekday 0'), date('2024-05-15', 'weekday 3'), date('2024-05-15', 'weekday 4'), strftime('%w %u', '2024-05-15')
SELECT datetime('2024-05-15 10:00+02:00'), datetime('2024-05-15 10:00Z'), datetime('2024-05-15T23:30-05:00'), datetime('2024-05-15', '+01:30'), date('2024-05-15', '+0001-02-03'), datetime('2024-05-15', '-0001-02-03 04:05:06')
SELECT strftime('%Y-%m-%d %H:%M:%S', '2024-05-05 06:07:08'), strftime('%e %j %k %l %p %P %I', '2024-05-05 16:07:08'), strftime('%s %J', '2024-05-05'), strftime('%W %U %V %G %g', '2024-12-30')
SELECT strftime('%F %T %R', '2024-05-05 06:07:08'), strftime('%f', '2024-05-05 06:07:08.6789'), strftime('%%', '2024-05-05'), strftime('%Q', '2024-05-05'), strftime('', '2024-05-05'), strftime('%d')  IS NOT NULL
SELECT timediff('2024-03-01', '2023-02-28'), timediff('2023-02-28', '2024-03-01'), timediff('2024-01-01 12:00', '2024-01-01 11:59:59.5'), timediff('x', '2024-01-01')
SELECT date('9999-12-31', '+1 day'), date('0000-01-01'), date('-4713-11-24'), datetime('2024-01-01 23:59:60'), time('25:00')
SELECT datetime('2024-01-01 24:00') AS midnight
--~ every [["2024-01-01 24:00:00"]] because only SQLite from 3.54 on takes it for the next day
SELECT date('2024-05-15', 'nonsense'), date('2024-05-15', '+1 fortnight'), date('2024-05-15', NULL), date('2024-05-15', '')
SELECT datetime('2024-07-01 12:00', 'utc'), datetime('2024-07-01 12:00', 'localtime')
SELECT date(0), time(0), date(1e10), date(-1), datetime('2024-05-15 10:00:00.9999'), strftime('%S', '2024-05-15 10:00:59.9996')
CREATE TABLE events (at TEXT, day TEXT AS (date(at)), month TEXT AS (strftime('%Y-%m', at)) STORED)
INSERT INTO events (at) VALUES ('2024-01-31 23:59:59'), ('2024-02-01 00:00:00'), ('2024-02-29'), ('bad')
SELECT day, month FROM events ORDER BY at
SELECT month, count(*) FROM events GROUP BY month ORDER BY month
SELECT at FROM events WHERE at >= '2024-02-01' AND at < date('2024-02-01', '+1 month') ORDER BY at
CREATE INDEX events_day ON events (date(at))
CREATE INDEX events_now ON events (date('now'))
INSERT INTO events (at) VALUES (2460369.5), (1709208000)
SELECT at, typeof(at), day FROM events ORDER BY rowid
