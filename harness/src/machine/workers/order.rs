//! In which order Workers can be deployed: the platform refuses a binding to one that it does not know yet.

use shared::call::ServiceName;

use crate::error::{Error, Result};

/// Everybody after those whom they call, otherwise in the order that is given. Whoever is called must be among the callers.
pub(super) fn callees_first(calls: &[(ServiceName, &[ServiceName])]) -> Result<Vec<ServiceName>> {
    let mut search = Search { calls, callers: Vec::new(), ordered: Vec::new() };
    calls.iter().try_for_each(|&(name, _)| search.visit(name))?;
    Ok(search.ordered)
}

struct Search<'calls> {
    calls: &'calls [(ServiceName, &'calls [ServiceName])],
    /// Whose callees are being visited, the first caller first.
    callers: Vec<ServiceName>,
    ordered: Vec<ServiceName>,
}

impl Search<'_> {
    fn visit(&mut self, name: ServiceName) -> Result<()> {
        if self.ordered.contains(&name) {
            return Ok(());
        }
        if let Some(first) = self.callers.iter().position(|caller| *caller == name) {
            let circle = self.callers.iter().skip(first).chain([&name]);
            let circle: Vec<_> = circle.map(|name| name.as_str()).collect();
            let message = "no Worker of a circle of bindings can be deployed before the others";
            return Err(Error::usage(format!("{message}: {}", circle.join(" -> "))));
        }
        let Some((_, callees)) = self.calls.iter().find(|(caller, _)| *caller == name) else {
            let caller = self.callers.last().map_or("nobody", |caller| caller.as_str());
            return Err(Error::usage(format!("{caller} is bound to {name}, which has no wrangler file")));
        };
        self.callers.push(name);
        callees.iter().try_for_each(|&callee| self.visit(callee))?;
        self.callers.pop();
        self.ordered.push(name);
        Ok(())
    }
}
