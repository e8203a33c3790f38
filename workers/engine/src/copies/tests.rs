use shared::{call::ServiceName, ids::TenantId, image::Image, protocol::Access, statement::Batch, version::Version};

use super::*;
use crate::{CopyAnswer, sqlite::SqliteEngine};

fn tenant(name: &str) -> Owner {
    Owner { service: ServiceName::State, tenant: TenantId::parse(name).unwrap() }
}

fn copy_of(sql: &str) -> TenantCopy<SqliteEngine> {
    let mut copy = TenantCopy::hydrate(Image::new(), Version::EMPTY, &[], Version::EMPTY).unwrap();
    copy.execute(Version::EMPTY, Access::Turn, &Batch::of(sql)).unwrap();
    copy
}

fn bytes_of_one() -> usize {
    copy_of("CREATE TABLE t (a)").memory_bytes()
}

fn open_tenants(copies: &mut Copies<SqliteEngine>) -> String {
    ["a", "b", "c"].into_iter().filter(|name| copies.by_owner.contains_key(&tenant(name))).collect()
}

#[test]
fn the_least_recently_used_is_closed_first() {
    let mut copies = Copies::new(2 * bytes_of_one());
    copies.insert(tenant("a"), copy_of("CREATE TABLE t (a)"));
    copies.insert(tenant("b"), copy_of("CREATE TABLE t (a)"));
    assert!(copies.find(&tenant("a")).is_some());
    copies.insert(tenant("c"), copy_of("CREATE TABLE t (a)"));
    assert_eq!(open_tenants(&mut copies), "ac");
}

#[test]
fn the_one_in_use_stays_even_beyond_the_budget() {
    let mut copies = Copies::new(1);
    copies.insert(tenant("a"), copy_of("CREATE TABLE t (a)"));
    copies.insert(tenant("b"), copy_of("CREATE TABLE t (a)"));
    assert_eq!(open_tenants(&mut copies), "b");
    assert_eq!(copies.len(), 1);
}

#[test]
fn a_copy_that_grew_closes_others() {
    let mut copies = Copies::new(2 * bytes_of_one());
    copies.insert(tenant("a"), copy_of("CREATE TABLE t (a)"));
    copies.insert(tenant("b"), copy_of("CREATE TABLE t (a)"));
    let grow = Batch::of("CREATE TABLE u AS SELECT randomblob(500000)");
    copies.find(&tenant("a")).unwrap().execute(Version::EMPTY, Access::Turn, &grow).unwrap();
    copies.close_beyond_budget();
    assert_eq!(open_tenants(&mut copies), "a");
}

#[test]
fn objects_of_two_architectures_share_no_copy() {
    let mut copies = Copies::new(usize::MAX);
    copies.insert(tenant("a"), copy_of("CREATE TABLE t (a)"));
    assert!(copies.find(&Owner { service: ServiceName::Hybrid, ..tenant("a") }).is_none());
}

#[test]
fn tenants_never_see_each_other() {
    let mut copies = Copies::new(usize::MAX);
    copies.insert(tenant("a"), copy_of("CREATE TABLE secret (a)"));
    copies.insert(tenant("b"), copy_of("CREATE TABLE t (a)"));
    let ask = Batch::of("SELECT name FROM sqlite_schema");
    let answer = copies.find(&tenant("b")).unwrap().execute(Version::EMPTY, Access::Turn, &ask).unwrap();
    let CopyAnswer::Done { results, .. } = answer else { panic!("{answer:?}") };
    assert!(!String::from_utf8(results).unwrap().contains("secret"));
}
