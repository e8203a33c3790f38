//! The routes that the guide lists, for tests that are about all of them.

use super::{ARMS, Lab, POSTGRES_ARMS};

/// Method and path of every route of the guide, for each arm and each engine that it has.
pub(crate) fn routes(lab: &Lab) -> Vec<(String, String)> {
    let guide = lab.get("/").ok();
    let routes = guide["routes"].as_array().unwrap().iter().map(|route| route["route"].as_str().unwrap().to_owned());
    let routes: Vec<_> = routes.flat_map(|route| filled(&route)).collect();
    assert!(routes.len() > 50, "{routes:?}");
    routes
}

fn filled(route: &str) -> Vec<(String, String)> {
    let (method, path) = route.split_once(' ').unwrap();
    let path = path.replace(":tenantId", "somebody").replace(":id", "7");
    let path = path.replace(":workflow", "counter").replace(":event", "decision").replace(":schedule", "nightly");
    let arms = if path.contains("{arm}") { &ARMS[..] } else { &["new"] };
    let engines = if path.contains("{engine}") { &["sqlite", "postgres"][..] } else { &["sqlite"] };
    let both = arms.iter().flat_map(|arm| engines.iter().map(move |engine| (*arm, *engine)));
    // An arm without Postgres has no such route.
    let there =
        both.filter(|(arm, engine)| *engine == "sqlite" || POSTGRES_ARMS.contains(&format!("{arm}/{engine}").as_str()));
    there.map(|(arm, engine)| (method.to_owned(), path.replace("{arm}", arm).replace("{engine}", engine))).collect()
}
