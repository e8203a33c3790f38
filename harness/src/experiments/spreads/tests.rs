use shared::routing::Routing;

use super::*;

#[test]
fn only_the_local_runtime_spreads_compute() {
    let spread = [Spread { isolates: 2, routing: Routing::Random }];
    refuse_elsewhere(&Choice::Workerd, &spread).unwrap();
    for target in [Choice::WranglerDev, Choice::Address("https://lab.example".to_owned())] {
        refuse_elsewhere(&target, &[]).unwrap();
        let said = refuse_elsewhere(&target, &spread).unwrap_err().to_string();
        assert!(said.contains("the local runtime alone"), "{said}");
    }
}
