use super::*;
use crate::error::Exit;

#[test]
fn a_taken_port_is_refused_in_either_family_with_its_holder_and_another() {
    for address in loopbacks() {
        let listener = TcpListener::bind((address, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let refused = check(port).unwrap_err();
        assert_eq!(refused.exit(), Exit::Environment);
        let told = refused.to_string();
        assert!(told.contains(&port.to_string()) && told.contains("--port"), "{told}");
        if cfg!(target_os = "linux") {
            assert!(told.contains(&format!("process {} (", std::process::id())), "{told}");
        }
        drop(listener);
        // A port that is free again may be given to another test at once.
        let is_free = |_| {
            let port = TcpListener::bind((address, 0)).unwrap().local_addr().unwrap().port();
            check(port).is_ok()
        };
        assert!((0..20).any(is_free), "no port is taken for free");
    }
}

#[test]
fn a_port_of_any_number_is_free_everywhere() {
    let port = settle(0).unwrap();
    assert_ne!(port, 0);
    for address in loopbacks() {
        TcpListener::bind((address, port)).unwrap();
    }
}

#[test]
fn only_listeners_on_the_port_are_found_in_a_table() {
    let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:2253 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12345 1 0
   1: 0100007F:2253 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 12346 1 0
   2: 0100007F:2254 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 12347 1 0
";
    assert_eq!(holder::listeners(table, 0x2253), ["12345"]);
    assert!(holder::listeners("", 0x2253).is_empty());
}
