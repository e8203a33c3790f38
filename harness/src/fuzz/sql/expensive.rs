//! Statements that would take all of the time or the memory that there is, and have to be cut off.

use shared::engine::EngineName;

use super::super::source::Source;

const SQLITE: &[&str] = &[
    "with recursive r (i) as (select 1 union all select i + 1 from r) select count(*) from r",
    "with recursive r (i) as (select 1 union select i + 1 from r) select max(i) from r",
    "with recursive r (i) as (select 1 union all select i + 1 from r) insert into a (n) select i from r",
    "with recursive r (i) as (select 1 union all select i + 1 from r limit 4000) select count(*) from r a, r b, r c",
    "with recursive r (i) as (select 1 union all select i + 1 from r limit 200) insert into a (b) select randomblob(1000000) from r",
    "with recursive r (i) as (select 1 union all select i + 1 from r limit 2000000) select i from r order by -i limit 1",
    "with recursive r (i, s) as (select 1, 'x' union all select i + 1, s || s from r) select max(length(s)) from r",
    "with recursive r (i) as (select 1 union all select i + 1 from r limit 100000) select group_concat(i, hex(zeroblob(1000))) from r",
    "with recursive r (i) as (select 1 union all select i + 1 from r limit 300000) select count(distinct i || 'x') from r",
    "with recursive r (i) as (select 1 union all select i + 1 from r limit 20000) select i, hex(zeroblob(1000)) from r",
    "with recursive r (i) as (select 1 union all select i + 1 from r limit 1000) select sum(length(replace(hex(zeroblob(50000)), '0', 'abcdefgh'))) from r",
    "with recursive r (i) as (select 1 union all select i + 1 from r limit 3000) select sum(instr(hex(zeroblob(200000)), '00000001')) from r",
    "with recursive r (i) as (select 1 union all select i + 1 from r limit 100000) select json_group_array(json_object('a', i, 'b', json_array(i, i))) from r",
    "update a set b = zeroblob(2000000) where id in (select id from a limit 20)",
    "create table e9 as with recursive r (i) as (select 1 union all select i + 1 from r) select i, randomblob(900) from r",
];

/// What the object's own SQLite refuses by itself: nothing cuts it off, so nothing that never ends is sent there.
const NATIVE: &[&str] = &[
    "select zeroblob(1000000000)",
    "select randomblob(2147483647)",
    "select hex(zeroblob(2000000))",
    "select printf('%.*c', 1000000000, 'x')",
    "select replace(hex(zeroblob(50000)), '0', hex(zeroblob(50000)))",
    "with recursive r (i) as (select 1 union all select i + 1 from r limit 12000) select i, hex(zeroblob(300)) from r",
    "with recursive r (i) as (select 1 union all select i + 1 from r limit 200) insert into a (b) select randomblob(100000) from r",
    "select group_concat(hex(zeroblob(100000)), hex(zeroblob(100000))) from a",
    "select substr(hex(zeroblob(1000000)), -9223372036854775808, 9223372036854775807)",
];

const POSTGRES: &[&str] = &[
    "select pg_sleep(1000000)",
    "select pg_sleep_for('infinity'), pg_sleep_until('infinity')",
    "select count(*) from generate_series(1, 10000000000)",
    "with recursive r (i) as (select 1 union all select i + 1 from r where i < 2000000000) select count(*) from r",
    "with recursive r (i) as (select 1::numeric union select i * 2 from r) select max(i) from r",
    "select repeat('x', 1000000000)",
    "select length(repeat(repeat('x', 1000000), 900))",
    "select string_agg(repeat('x', 1000), '') from generate_series(1, 1000000)",
    "select array_agg(i) from generate_series(1, 100000000) i",
    "select jsonb_agg(i) from generate_series(1, 10000000) i",
    "select i from generate_series(1, 10000000) i order by -i limit 1",
    "select count(distinct i::text) from generate_series(1, 10000000) i",
    "select count(*) from generate_series(1, 3000) a, generate_series(1, 3000) b, generate_series(1, 3000) c where a + b = c",
    "select repeat('a', 30000) ~ '(a*)*b'",
    "select regexp_count(repeat('ab', 50000), '(a|b)*c')",
    "select 'x' ~ repeat('(x|y)?', 300)",
    "select 'x' ~ '((((x{1,100}){1,100}){1,100}){1,100})'",
    "select repeat('a', 100000) like repeat('%a', 10000) || '%b'",
    "select repeat('a', 100000) similar to '(a%){30}b'",
    "select 9::numeric ^ 99999",
    "select factorial(100000)",
    "select exp(5999::numeric) ^ 20",
    "select sqrt((10::numeric ^ 100000))",
    "select levenshtein('a', 'b')",
    "do $$ begin loop null; end loop; end $$",
    "do $$ declare s text := 'x'; begin loop s := s || s; end loop; end $$",
    "do $$ declare s int[]; begin loop s := s || 1; end loop; end $$",
    "do $$ begin loop begin perform 1 / 0; exception when others then null; end; end loop; end $$",
    "do $$ begin loop begin perform pg_sleep(1); exception when query_canceled then null; end; end loop; end $$",
    "do $$ begin loop begin loop null; end loop; exception when others or query_canceled then null; end; end loop; end $$",
    "do $$ begin begin loop null; end loop; exception when others or query_canceled or assert_failure then insert into a (n) values (77777); end; end $$",
    "do $$ begin loop execute 'select ' || random(); end loop; end $$",
    "do $$ begin for i in 1..100000 loop execute format('create table many%s (p int)', i); end loop; end $$",
    "do $$ begin for i in 1..1000000 loop insert into a (n) values (i); end loop; end $$",
    "do $$ begin for i in 1..1000000 loop raise notice '%', repeat('x', 1000); end loop; end $$",
    "create or replace function f9(p int) returns int language sql as 'select f9(p + 1)'; ",
    "do $$ begin create or replace function pg_temp.f9(p int) returns int language plpgsql as 'begin return pg_temp.f9(p + 1); end'; perform pg_temp.f9(1); end $$",
    "do $$ begin perform set_config('max_stack_depth', '7MB', false); create or replace function pg_temp.f8(p int) returns int language sql as 'select pg_temp.f8(p + 1)'; perform pg_temp.f8(1); end $$",
    "insert into a (t) select repeat(md5(i::text), 3000) from generate_series(1, 3000) i",
    "insert into a (t) select string_agg(md5((i * j)::text), '') from generate_series(1, 2000) i, generate_series(1, 300) j group by i",
    "create table e9 as select i, md5(i::text) from generate_series(1, 10000000) i",
    "create index on a ((pg_sleep(10)::text))",
    "select * from generate_series(1, 20000)",
    "select repeat('x', 1000) from generate_series(1, 9000)",
    "select lo_from_bytea(0, convert_to(repeat('x', 60000000), 'UTF8'))",
    "select pg_advisory_lock(1), pg_sleep(3600)",
    "select * from a for update; select pg_sleep(100)",
    "select to_tsvector(repeat('word ', 300000))",
    "select xmlparse(content '<a>' || repeat('<b/>', 100000) || '</a>')",
    "select jsonb_path_query('[1]', '$.**.**.**.**.** ? (@ like_regex \"(x+x+)+y\")')",
    "select bit_count(repeat('1', 50000000)::bit varying)",
    "select array_fill(0, array[10000, 10000])",
    "select array_fill(0, array[100, 100, 100, 10, 10])",
    "select sum(a.id) from a, a b, a c, a d, a e, a f, a g, a h",
    "select count(*) from pg_class a, pg_class b, pg_class c, pg_attribute d",
    "select count(*) from pg_timezone_names() a, pg_timezone_names() b",
    "select normalize(repeat('é', 5000000))",
    "select ts_headline(repeat('a b c ', 100000), 'a & b')",
    "vacuum full",
    "analyze",
];

/// A statement that has to be cut off.
pub(super) fn expensive(engine: EngineName, is_native: bool, source: &mut Source) -> String {
    let all = match engine {
        EngineName::Sqlite if is_native || source.one_in(4) => NATIVE,
        EngineName::Sqlite => SQLITE,
        EngineName::Postgres => POSTGRES,
    };
    source.word(all).to_owned()
}
