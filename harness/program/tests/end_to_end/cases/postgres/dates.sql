SELECT date '2024-02-29', time '13:45:09.5', timestamp '2024-02-29 13:45', timestamptz '2024-02-29 13:45+02', timetz '13:45+02', interval '1 day 2 hours'
--> [["2024-02-29", "13:45:09.5", "2024-02-29 13:45:00", "2024-02-29 11:45:00+00", "13:45:00+02", "1 day 02:00:00"]]
SELECT '2024-02-30'::date
--! 22008
SELECT '2023-02-29'::date
--! 22008
SELECT 'nonsense'::date
--! 22007
SELECT '25:00'::time
--! 22008
SELECT '24:00'::time, '2024-02-29 24:00'::timestamp, 'Feb 29, 2024'::date, '20240229'::date, '29-Feb-2024'::date, '2024.060'::date, 'J2460370'::date, 'infinity'::date, '-infinity'::timestamp, 'epoch'::timestamptz
--> [["24:00:00", "2024-03-01 00:00:00", "2024-02-29", "2024-02-29", "2024-02-29", "2024-02-29", "2024-02-29", "infinity", "-infinity", "1970-01-01 00:00:00+00"]]
SELECT '13/02/2024'::date
--! 22008
SELECT '02/13/2024'::date, '0044-03-15 BC'::date, '294276-12-31'::timestamp, '99999-01-01'::date
--> [["2024-02-13", "0044-03-15 BC", "294276-12-31 00:00:00", "99999-01-01"]]
SELECT '5874898-01-01'::date
--! 22008
SELECT '294277-01-01'::timestamp
--! 22008
SELECT date '2024-02-29' + 1, date '2024-03-01' - date '2024-02-01', date '2024-01-31' + interval '1 month', timestamp '2024-03-31 10:00' - interval '1 month', date '2024-02-29' + time '10:00', timestamp '2024-03-01' - timestamp '2024-02-28 12:00', time '10:00' + interval '15 hours', time '10:00' - time '08:30'
--> [["2024-03-01", 29, "2024-02-29 00:00:00", "2024-02-29 10:00:00", "2024-02-29 10:00:00", "1 day 12:00:00", "01:00:00", "01:30:00"]]
SELECT age(timestamp '2024-03-01', timestamp '2000-02-29'), age(timestamp '2000-02-29', timestamp '2024-03-01'), date '2024-05-01' + 0.5 * interval '1 day', interval '1 day' * 1.5, interval '1 hour' / 4, -interval '1 mon 2 days'
--> [["24 years 1 day", "-24 years -1 days", "2024-05-01 12:00:00", "1 day 12:00:00", "00:15:00", "-1 mons -2 days"]]
SELECT interval '1 year 2 mons 3 days 4 hours 5 minutes 6.789 seconds', interval '1-2', interval '3 4:05:06', interval 'P1Y2M3DT4H5M6S', interval '-1 day +02:03', interval '1.5 months', interval '90 minutes', interval '100 hours', interval '1 day ago', interval 'infinity'
--> [["1 year 2 mons 3 days 04:05:06.789", "1 year 2 mons", "3 days 04:05:06", "1 year 2 mons 3 days 04:05:06", "-1 days +02:03:00", "1 mon 15 days", "01:30:00", "100:00:00", "-1 days", "infinity"]]
SELECT interval 'x'
--! 22007
SELECT justify_days(interval '35 days'), justify_hours(interval '27 hours'), justify_interval(interval '1 mon -1 hour'), make_interval(days => 10, hours => 2), interval '1 month' = interval '30 days', interval '24 hours' = interval '1 day'
--> [["1 mon 5 days", "1 day 03:00:00", "29 days 23:00:00", "10 days 02:00:00", true, true]]
SELECT extract(year FROM date '2024-02-29'), extract(doy FROM date '2024-02-29'), extract(dow FROM date '2024-02-29'), extract(isodow FROM date '2024-03-03'), extract(week FROM date '2024-12-30'), extract(isoyear FROM date '2024-12-30'), extract(quarter FROM date '2024-05-01'), extract(century FROM date '2000-01-01'), extract(epoch FROM timestamp '1970-01-02 00:00:00.5')
--> [["2024", "60", "4", "7", "1", "2025", "2", "20", "86400.500000"]]
SELECT extract(second FROM time '10:11:12.25'), date_part('hour', timestamp '2024-02-29 13:45'), extract(epoch FROM interval '1 day 1 sec'), extract(julian FROM date '2000-01-01'), extract(timezone FROM timestamptz '2024-01-01'), extract(milliseconds FROM time '0:0:1.5'), extract(month FROM interval '14 months')
--> [["12.250000", 13.0, "86401.000000", "2451545", "0", "1500.000", "2"]]
SELECT extract(nosuch FROM date '2024-01-01')
--! 22023
SELECT extract(hour FROM date '2024-01-01')
--! 0A000
SELECT date_trunc('month', timestamp '2024-02-29 13:45'), date_trunc('week', date '2024-02-29'), date_trunc('hour', interval '2 days 3:40'), date_trunc('quarter', timestamptz '2024-05-05 00:00Z'), date_trunc('day', timestamptz '2024-07-01 23:00Z', 'Europe/Berlin'), date_bin('15 minutes', timestamp '2024-02-29 13:52', timestamp '2024-01-01')
--> [["2024-02-01 00:00:00", "2024-02-26 00:00:00+00", "2 days 03:00:00", "2024-04-01 00:00:00+00", "2024-07-01 22:00:00+00", "2024-02-29 13:45:00"]]
SELECT date_trunc('fortnight', now())
--! 22023
SELECT timestamptz '2024-07-01 12:00:00+00' AT TIME ZONE 'America/New_York', timestamp '2024-01-15 12:00' AT TIME ZONE 'Europe/Berlin', timestamp '2024-07-15 12:00' AT TIME ZONE 'Asia/Kolkata', timestamptz '2024-07-01 12:00+00' AT TIME ZONE interval '-3 hours', timetz '12:00+00' AT TIME ZONE 'UTC+5'
--> [["2024-07-01 08:00:00", "2024-01-15 11:00:00+00", "2024-07-15 06:30:00+00", "2024-07-01 09:00:00", "07:00:00-05"]]
SELECT timestamptz '2024-03-31 02:30 Europe/Berlin', timestamptz '2024-10-27 02:30 Europe/Berlin', timestamptz '2024-07-01 12:00 PST', '2024-01-01 00:00:00 America/Sao_Paulo'::timestamptz, timezone('Pacific/Auckland', timestamptz '2024-01-01 00:00Z')
--> [["2024-03-31 01:30:00+00", "2024-10-27 01:30:00+00", "2024-07-01 20:00:00+00", "2024-01-01 03:00:00+00", "2024-01-01 13:00:00"]]
SELECT timestamptz '2024-01-01 12:00 Nowhere/City'
--! 22023
BEGIN
SET LOCAL timezone = 'America/New_York'
SELECT timestamptz '2024-07-01 12:00Z', timestamp '2024-07-01 12:00'::timestamptz, timestamptz '2024-01-01 00:00Z'::date
COMMIT
--> [["2024-07-01 08:00:00-04", "2024-07-01 12:00:00-04", "2023-12-31"]]
SELECT to_char(timestamp '2024-02-09 03:04:05.678', 'YYYY-MM-DD HH24:MI:SS.MS'), to_char(timestamp '2024-02-09 15:04', 'FMDay, DDth FMMonth YYYY HH12:MI am'), to_char(date '2024-12-30', 'IYYY-"W"IW-ID DDD Q'), to_char(interval '3 days 4:05', 'DD HH24:MI'), to_char(timestamptz '2024-01-01 00:00Z', 'TZ OF'), to_char(date '2024-02-09', 'Mon Dy CC J')
--> [["2024-02-09 03:04:05.678", "Friday, 09th February 2024 03:04 pm", "2025-W01-1 365 4", "03 04:05", "UTC +00", "Feb Fri 21 2460350"]]
SELECT to_date('09 Feb 2024', 'DD Mon YYYY'), to_timestamp('2024-02-09 15:04', 'YYYY-MM-DD HH24:MI'), to_timestamp(1709208000.5), to_date('2024060', 'YYYYDDD'), make_date(2024, 2, 29), make_time(1, 2, 3.5), make_timestamp(2024, 2, 29, 1, 2, 3), make_timestamptz(2024, 2, 29, 1, 2, 3, 'Asia/Tokyo')
--> [["2024-02-09", "2024-02-09 15:04:00+00", "2024-02-29 12:00:00.5+00", "2024-02-29", "2024-02-29", "01:02:03.5", "2024-02-29 01:02:03", "2024-02-28 16:02:03+00"]]
SELECT to_date('2024-13-01', 'YYYY-MM-DD')
--! 22008
SELECT make_date(2024, 2, 30)
--! 22008
SELECT (timestamp '2024-01-01', timestamp '2024-02-01') OVERLAPS (timestamp '2024-01-15', interval '1 day'), (date '2024-01-01', date '2024-01-02') OVERLAPS (date '2024-01-02', date '2024-01-03'), isfinite(date 'infinity'), date '2024-01-01' < timestamp '2024-01-01 00:00:01'
--> [[true, false, false, true]]
SELECT g::date FROM generate_series(timestamp '2024-01-30', '2024-03-01', '10 days') AS g
--> [["2024-01-30"], ["2024-02-09"], ["2024-02-19"], ["2024-02-29"]]
SELECT g FROM generate_series(timestamptz '2024-03-30 00:00+01', timestamptz '2024-04-01 00:00+02', '1 day', 'Europe/Berlin') AS g
--> [["2024-03-29 23:00:00+00"], ["2024-03-30 23:00:00+00"], ["2024-03-31 22:00:00+00"]]
SELECT generate_series(date '2024-01-01', date '2024-01-02', '0 days')
--! 22023
SELECT now() = current_timestamp, now() = transaction_timestamp(), clock_timestamp() >= statement_timestamp(), current_date = now()::date, localtimestamp = now()::timestamp, pg_typeof(current_time), now() > timestamptz '2024-01-01'
--> [[true, true, true, true, true, "time with time zone", true]]
SELECT timestamp(0) '2024-01-01 10:00:00.5', time(1) '10:00:00.05', timestamptz(3) '2024-01-01 00:00:00.1239+00', interval '1.23456 sec'::interval(2), interval '1 day 02:03:04' day to minute
--> [["2024-01-01 10:00:01", "10:00:00.1", "2024-01-01 00:00:00.124+00", "00:00:01.23", "1 day 02:03:00"]]
SELECT count(*) > 500, bool_or(name = 'Europe/Paris') FROM pg_timezone_names
--> [[true, true]]
SELECT current_setting('timezone'), current_setting('datestyle'), current_setting('intervalstyle')
--> [["UTC", "ISO, MDY", "postgres"]]
SELECT date '2024-02-29' BETWEEN SYMMETRIC date '2024-03-01' AND date '2024-01-01', greatest(date '2024-01-01', NULL, date '2024-05-01'), least(time '10:00', time '09:00')
--> [[true, "2024-05-01", "09:00:00"]]
SELECT sum(i), avg(i), max(i) FROM (VALUES (interval '1 hour'), (interval '2 days')) AS t (i)
--> [["2 days 01:00:00", "1 day 00:30:00", "2 days"]]
SELECT date_add(timestamptz '2024-03-30 12:00+01', interval '1 day', 'Europe/Berlin'), date_subtract(timestamptz '2024-03-31 12:00+02', interval '1 day', 'Europe/Berlin')
--> [["2024-03-31 10:00:00+00", "2024-03-30 11:00:00+00"]]
