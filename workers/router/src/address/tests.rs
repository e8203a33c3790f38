use super::*;

fn address(url: &str) -> Result<Address, Failure> {
    Address::parse(url, None)
}

fn path(url: &str) -> Vec<String> {
    address(url).unwrap().segments
}

fn parameters(query: &str) -> Result<Parameters, Failure> {
    address(&format!("http://lab/?{query}")).unwrap().parameters(&["tenant", "engine"])
}

#[test]
fn a_path_is_divided_before_it_is_decoded() {
    let cases: [(&str, &[&str]); 14] = [
        ("http://lab/", &[]),
        ("http://lab/?a=/b", &[]),
        ("http://[::1]:8787/new/status", &["new", "status"]),
        ("https://lab.example/new/query?a/b#c/d", &["new", "query"]),
        ("http://lab/new/query#c/d?e", &["new", "query"]),
        ("http://lab/a%2Fb/c", &["a/b", "c"]),
        ("http://lab/a%3Ab", &["a:b"]),
        ("http://lab/%00", &["\0"]),
        ("http://lab/%3Fa%23b%25c", &["?a#b%c"]),
        ("http://lab/%C3%A4+b", &["ä+b"]),
        ("http://lab/%2e%2E/x", &["..", "x"]),
        ("http://lab//new//query", &["", "new", "", "query"]),
        ("http://lab/new/query/", &["new", "query", ""]),
        ("http://lab*", &[""]),
    ];
    for (url, segments) in cases {
        assert_eq!(path(url), segments, "{url}");
    }
}

#[test]
fn an_escape_that_is_none_is_refused() {
    for text in ["%", "a%", "%2", "%zz", "%2z", "%+1", "%é", "%ff", "%C3", "%ED%A0%80", "%00%"] {
        assert_eq!(address(&format!("http://lab/new/{text}")).unwrap_err().code, ErrorCode::BadAddress, "{text}");
        for query in [format!("tenant={text}"), format!("{text}=a")] {
            let failure = parameters(&query).unwrap_err();
            assert_eq!(failure.code, ErrorCode::BadQueryParameter, "{query}");
            assert!(failure.message.contains('%'), "{failure}");
        }
    }
}

#[test]
fn a_parameter_has_a_name_that_is_known_and_a_value() {
    let value = |query: &str, name: &str| parameters(query).unwrap().value(name).map(str::to_owned);
    assert_eq!(value("", "tenant"), None);
    for (query, tenant) in [
        ("tenant=a", "a"),
        ("engine=sqlite&tenant=a%3Ab", "a:b"),
        ("ten%61nt=a", "a"),
        ("tenant=", ""),
        ("tenant=a=b", "a=b"),
        ("tenant=a+b%2Bc", "a b+c"),
        ("tenant=%26engine%3Dx", "&engine=x"),
        ("tenant=a?b/c", "a?b/c"),
    ] {
        assert_eq!(value(query, "tenant").as_deref(), Some(tenant), "{query}");
    }
    let strange = [
        ("tennant=alice", "\"tennant\""),
        ("tenant=a&x=1", "\"x\""),
        ("Tenant=a", "\"Tenant\""),
        ("tenant%00=a", "\"tenant\\0\""),
        (" tenant=a", "\" tenant\""),
        ("=a", "\"\""),
        ("tenant=a&tenant=b", "\"tenant\" is there twice"),
        ("tenant=a&tenant=a", "\"tenant\" is there twice"),
        ("tenant=a&ten%61nt=b", "\"tenant\" is there twice"),
        ("engine=sqlite&tenant=a&engine=postgres", "\"engine\" is there twice"),
        ("tenant", "\"tenant\" has no value"),
        ("tenant=a&", "\"\" has no value"),
        ("&tenant=a", "\"\" has no value"),
        ("tenant=a;engine=b&engine", "\"engine\" has no value"),
    ];
    for (query, words) in strange {
        let failure = parameters(query).expect_err(query);
        assert_eq!(failure.code, ErrorCode::BadQueryParameter, "{query}");
        assert!(failure.message.contains(words), "{query}: {failure}");
    }
    let long = parameters(&format!("{}=1", "x".repeat(10_000))).unwrap_err();
    assert!(long.message.len() < 200, "{long}");
}

#[test]
fn a_host_has_no_part_in_the_path() {
    for host in ["lab", "lab.example:8787", "127.0.0.1:1", "[::1]:8787", "a_b-c~d"] {
        assert!(Address::parse(&format!("http://{host}/new/query"), Some(host)).is_ok(), "{host}");
    }
    for host in ["evil/new/query", "evil?a=b", "evil#", "evil\\y", "a, b", "a b", "me@lab", "lab%2f", "läb", "lab/"] {
        let failure = Address::parse(&format!("http://{host}/"), Some(host)).unwrap_err();
        assert_eq!(failure.code, ErrorCode::BadAddress, "{host}");
    }
}
