//! Steps for which a test answers, on its thread.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use super::operation::{Attempt, Trying};
use crate::error::StepError;

/// What answers for a step.
type Mock = Rc<RefCell<dyn FnMut(Attempt) -> Result<Vec<u8>, StepError>>>;

thread_local! {
    static MOCKS: RefCell<BTreeMap<String, Mock>> = RefCell::default();
}

/// Answers for a step from here on, for each of its attempts.
pub(crate) fn mock(step: &str, answer: impl FnMut(Attempt) -> Result<Vec<u8>, StepError> + 'static) {
    MOCKS.with_borrow_mut(|mocks| mocks.insert(step.to_owned(), Rc::new(RefCell::new(answer))));
}

/// Answers for none any more.
pub(crate) fn forget() {
    MOCKS.take();
}

/// An attempt of a step for which a test answers.
pub(super) fn mocked(step: &str, attempt: &Attempt) -> Option<Trying> {
    let mock = MOCKS.with_borrow(|mocks| mocks.get(step).cloned())?;
    let result = (mock.borrow_mut())(attempt.clone());
    Some(Box::pin(async { result }))
}
