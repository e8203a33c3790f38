//! In which order Workers can be deployed: the platform refuses a binding to one that it does not know yet.
//!
//! Objects that answer each other are bound to each other, so a circle of bindings to objects is made in two passes: one of the
//! circle comes first, without what is not there yet, and once more when it is. A Worker that lacks its service for a moment
//! would fail, while its objects are asked by nobody but the others of the circle; so a circle with services in it is refused.

use shared::call::ServiceName;

use crate::error::{Error, Result};

/// To whom a Worker is bound.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bound<'table> {
    /// The Worker.
    pub(super) caller: ServiceName,
    /// Those whose services or objects it has.
    pub(super) callees: &'table [ServiceName],
    /// Those of them whose services it has.
    pub(super) services: &'table [ServiceName],
}

/// An order of deployment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Order {
    /// Everybody after those whom they call, but for what is late.
    pub(super) names: Vec<ServiceName>,
    /// Callers and those whom they call that come behind them.
    pub(super) late: Vec<(ServiceName, ServiceName)>,
}

/// Everybody after those whom they call, otherwise in the order that is given. Whoever is called must be among the callers.
pub(super) fn callees_first(bound: &[Bound<'_>]) -> Result<Order> {
    let mut search = Search { bound, callers: Vec::new(), order: Order::default() };
    bound.iter().try_for_each(|bound| search.visit(bound.caller))?;
    Ok(search.order)
}

struct Search<'table> {
    bound: &'table [Bound<'table>],
    /// Whose callees are being visited, the first caller first.
    callers: Vec<Bound<'table>>,
    order: Order,
}

impl Search<'_> {
    fn visit(&mut self, name: ServiceName) -> Result<()> {
        if self.order.names.contains(&name) {
            return Ok(());
        }
        if let Some(first) = self.callers.iter().position(|bound| bound.caller == name) {
            return self.close(first, name);
        }
        let Some(bound) = self.bound.iter().find(|bound| bound.caller == name).copied() else {
            let caller = self.callers.last().map_or("nobody", |bound| bound.caller.as_str());
            return Err(Error::usage(format!("{caller} is bound to {name}, which has no wrangler file")));
        };
        self.callers.push(bound);
        bound.callees.iter().try_for_each(|&callee| self.visit(callee))?;
        self.callers.pop();
        self.order.names.push(name);
        Ok(())
    }

    /// The last of the callers is bound to an earlier one.
    fn close(&mut self, first: usize, name: ServiceName) -> Result<()> {
        let circle: Vec<_> = self.callers.iter().skip(first).collect();
        let callees = circle.iter().skip(1).map(|bound| bound.caller).chain([name]);
        if circle.iter().zip(callees).any(|(bound, callee)| bound.services.contains(&callee)) {
            let names: Vec<_> =
                circle.iter().map(|bound| bound.caller).chain([name]).map(ServiceName::as_str).collect();
            let message = "no Worker of a circle of bindings can be deployed before the others";
            return Err(Error::usage(format!("{message}: {}", names.join(" -> "))));
        }
        self.order.late.extend(circle.last().map(|bound| (bound.caller, name)));
        Ok(())
    }
}
