//! The workflows of these tests.

use std::{cell::Cell, time::Duration};

use serde::{Deserialize, Serialize};
use shared::workflow::Completed;

use super::super::world::*;
use crate::{
    codec::{Codec, Concealed},
    context::{Batch, Checked, Context, Halting, Undo},
    error::{Error, StepError},
    retry::Retry,
    testing::host::effect,
    workflow::{Registry, Workflow},
};

thread_local! {
    /// Whether the build of the next life lacks [`Parent`].
    pub(super) static WITHOUT_PARENT: Cell<bool> = const { Cell::new(false) };
    /// The newest version of the code of [`Versioned`]; none before there were versions.
    pub(super) static NEWEST: Cell<u32> = const { Cell::new(0) };
}

pub(in super::super) fn added_to(registry: Registry) -> Registry {
    let registry = registry
        .with::<Nested>()
        .with::<Crowd>()
        .with::<Asking>()
        .with::<Polling>()
        .with::<Leaf>()
        .with::<Cyclic>()
        .with::<Trip>()
        .with::<Versioned>()
        .with::<Lasting>()
        .with::<Bounded>()
        .with::<Shouting>()
        .with::<Discreet>()
        .with::<OnceAgain>()
        .with::<Everything>()
        .with::<Nursery>()
        .with::<Hurried>()
        .with::<Either>()
        .with::<Charging>();
    if WITHOUT_PARENT.get() { registry } else { registry.with::<Parent>() }
}

/// A scope with a gated step and a sleep, inside of another.
pub(super) enum Nested {}
impl Workflow for Nested {
    const NAME: &'static str = "nested";
    type Input = ();
    type Output = u32;
    type Error = Error;
    async fn run(context: Context, (): ()) -> Result<u32, Error> {
        let outer = context.scope("outer", |outer| async move {
            let first = gated(&outer, "first").await?;
            let inner = outer.scope("inner", |inner| async move {
                inner.sleep(Duration::from_secs(1)).await?;
                Ok(1)
            });
            Ok(first + inner.await?)
        });
        outer.await
    }
}

/// How [`Crowd`] runs: items, how many at once, and when it ends early.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Plan {
    pub(super) items: u32,
    pub(super) at_once: usize,
    pub(super) least_successes: Option<usize>,
    pub(super) most_failures: Option<usize>,
    pub(super) most_failed_percent: Option<u32>,
    /// Items that fail.
    pub(super) failing: Vec<u32>,
}

impl Plan {
    pub(super) fn of(items: u32, at_once: usize) -> Self {
        Self {
            items,
            at_once,
            least_successes: None,
            most_failures: None,
            most_failed_percent: None,
            failing: Vec::new(),
        }
    }
}

/// A gated step for each item; what it comes to is told in few words.
pub(super) enum Crowd {}
impl Workflow for Crowd {
    const NAME: &'static str = "crowd";
    type Input = Plan;
    type Output = String;
    type Error = Error;
    async fn run(context: Context, plan: Plan) -> Result<String, Error> {
        let failing = plan.failing.clone();
        let mut map = context
            .map("items", 0..plan.items, move |inside, item| {
                let fails = failing.contains(&item);
                async move {
                    let value = gated(&inside, "work").await?;
                    if fails { Err(Error::failed(format!("item {item}"))) } else { Ok(value) }
                }
            })
            .at_once(plan.at_once);
        if let Some(least) = plan.least_successes {
            map = map.least_successes(least);
        }
        if let Some(most) = plan.most_failures {
            map = map.most_failures(most);
        }
        if let Some(most) = plan.most_failed_percent {
            map = map.most_failed_percent(most);
        }
        let batch: Batch<u32> = map.await?;
        let (reason, failed) = (batch.reason, batch.failed().count());
        Ok(format!("{reason:?} {failed} {:?}", batch.into_values()))
    }
}

/// Waits for somebody who completes a callback, and for that one's sign of life.
pub(super) enum Asking {}
impl Workflow for Asking {
    const NAME: &'static str = "asking";
    type Input = ();
    type Output = String;
    type Error = Error;
    async fn run(context: Context, (): ()) -> Result<String, Error> {
        let submit = |token: String, _| {
            TOKEN.set(Some(token));
            async { Ok::<_, StepError>(()) }
        };
        let within = |callback: crate::context::NewCallback<String>| {
            callback.within(Duration::from_mins(1)).beats_within(Duration::from_secs(5))
        };
        context.wait_for_callback("approval", within, Retry::never(), submit).await
    }
}

thread_local! {
    pub(super) static TOKEN: Cell<Option<String>> = const { Cell::new(None) };
}

/// Looks until a counter is three.
pub(super) enum Polling {}
impl Workflow for Polling {
    const NAME: &'static str = "polling";
    type Input = u32;
    type Output = u32;
    type Error = Error;
    async fn run(context: Context, until: u32) -> Result<u32, Error> {
        let looked = context.wait_for_condition("three", 0, move |seen: u32, attempt| {
            effect(&format!("look {}", attempt.number));
            async move {
                let seen = seen + 1;
                Ok(if seen >= until { Checked::Holds(seen) } else { Checked::NotYet(seen, Duration::from_secs(1)) })
            }
        });
        looked.await
    }
}

/// What a child is to do.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Task {
    Give(u32),
    Fail,
    Wait,
    Sleep,
}

pub(super) enum Leaf {}
impl Workflow for Leaf {
    const NAME: &'static str = "leaf";
    type Input = Task;
    type Output = u32;
    type Error = Error;
    async fn run(context: Context, task: Task) -> Result<u32, Error> {
        match task {
            Task::Give(value) => Ok(value),
            Task::Sleep => {
                context.sleep(Duration::from_hours(1)).await?;
                Ok(1)
            }
            Task::Fail => Err(Error::failed("as it was told")),
            Task::Wait => {
                let got = context.wait_for_event::<u32>("go", None).await;
                if got.is_err() {
                    effect("leaf cleaned");
                }
                got
            }
        }
    }
}

/// Begins a child, and says what came of it.
pub(super) enum Parent {}
impl Workflow for Parent {
    const NAME: &'static str = "parent";
    type Input = (Task, bool);
    type Output = u32;
    type Error = Error;
    async fn run(context: Context, (task, stays): (Task, bool)) -> Result<u32, Error> {
        let child = context.child::<Leaf>(&task);
        let child = if stays { child.stays() } else { child };
        match futures::future::select(child, context.sleep(Duration::from_secs(10))).await {
            futures::future::Either::Left((value, _)) => value,
            futures::future::Either::Right((over, _)) => over.map(|()| 0),
        }
    }
}

/// A workflow that begins itself.
pub(super) enum Cyclic {}
impl Workflow for Cyclic {
    const NAME: &'static str = "cyclic";
    type Input = u32;
    type Output = u32;
    type Error = Error;
    async fn run(context: Context, depth: u32) -> Result<u32, Error> {
        context.child::<Cyclic>(&(depth + 1)).await
    }
}

/// Books two things and fails at the third; what is undone may fail, too.
pub(super) enum Trip {}
impl Workflow for Trip {
    const NAME: &'static str = "trip";
    type Input = (bool, bool);
    type Output = ();
    type Error = Error;
    async fn run(context: Context, (halts, fails): (bool, bool)) -> Result<(), Error> {
        let doing = move |inside: Context, undo: Undo| async move {
            for (name, cannot) in [("hotel", false), ("car", fails)] {
                let book = move |_| {
                    effect(&format!("book {name}"));
                    async { Ok::<_, StepError>(()) }
                };
                inside.step(name, book).await?;
                undo.by(name, move |inside| async move {
                    let cancel = move |_| async move {
                        effect(&format!("cancel {name}"));
                        if cannot { Err(StepError::terminal("gone")) } else { Ok(()) }
                    };
                    inside.step("cancel", cancel).await
                });
            }
            let flight = gated(&inside, "flight").retry(Retry::never()).await?;
            if flight == 0 { Err(Error::failed("no seats")) } else { Ok(()) }
        };
        let halting = if halts { Halting::Halt } else { Halting::GoOn };
        context.saga("trip", doing).where_undoing_fails(halting).await
    }
}

/// Code that was changed while instances ran.
pub(super) enum Versioned {}
impl Workflow for Versioned {
    const NAME: &'static str = "versioned";
    type Input = ();
    type Output = String;
    type Error = Error;
    async fn run(context: Context, (): ()) -> Result<String, Error> {
        let mut seen = Vec::new();
        for _ in 0..2 {
            let version = if NEWEST.get() == 0 { 0 } else { context.version("greeting", NEWEST.get()) };
            let name = if version == 0 { "old" } else { "new" };
            context.step(name, |_| async { Ok::<_, StepError>(()) }).await?;
            seen.push(version.to_string());
            context.sleep(Duration::from_secs(1)).await?;
        }
        Ok(seen.join(" "))
    }
}

/// Goes on for ever in small journals: adds an event in each.
pub(in super::super) enum Lasting {}
impl Workflow for Lasting {
    const NAME: &'static str = "lasting";
    type Input = (u32, u32);
    type Output = u32;
    type Error = Error;
    async fn run(context: Context, (sum, left): (u32, u32)) -> Result<u32, Error> {
        if left == 0 {
            return Ok(sum);
        }
        let number = context.wait_for_event::<u32>("number", None).await?;
        Err(context.continue_as_new(&(sum + number, left - 1)))
    }
}

/// A child that has a second.
pub(super) enum Bounded {}
impl Workflow for Bounded {
    const NAME: &'static str = "bounded";
    type Input = ();
    type Output = u32;
    type Error = Error;
    async fn run(context: Context, (): ()) -> Result<u32, Error> {
        let within = context.within("a second", Duration::from_secs(1), |inside| async move {
            inside.child::<Leaf>(&Task::Wait).await
        });
        within.await
    }
}

/// Stores what it says in capitals.
pub(super) enum Capitals {}
impl Codec<String> for Capitals {
    fn write(value: &String) -> Result<Vec<u8>, Error> {
        Ok(value.to_uppercase().into_bytes())
    }
    fn read(bytes: &[u8]) -> Result<String, Error> {
        Ok(String::from_utf8_lossy(bytes).into_owned())
    }
}

pub(super) enum Shouting {}
impl Workflow for Shouting {
    const NAME: &'static str = "shouting";
    type Input = String;
    type Output = String;
    type Error = Error;
    async fn run(context: Context, word: String) -> Result<String, Error> {
        let said = word.clone();
        let step = context.step("say", move |_| {
            let said = said.clone();
            async { Ok::<_, StepError>(said) }
        });
        let step = step.codec::<Capitals>().await?;
        let scope = context.scope("say", move |_| async move { Ok(word) }).codec::<Capitals>().await?;
        context.sleep(Duration::from_secs(1)).await?;
        Ok(format!("{step} {scope}"))
    }
}

/// Knows something that nobody is to be told.
pub(super) enum Discreet {}
impl Workflow for Discreet {
    const NAME: &'static str = "discreet";
    type Input = ();
    type Output = usize;
    type Error = Error;
    async fn run(context: Context, (): ()) -> Result<usize, Error> {
        let step = context.step("step", |_| async { Ok::<_, StepError>("the secret".to_owned()) }).sensitive().await?;
        let scope = context.scope("scope", |_| async { Ok("the secret".to_owned()) }).codec::<Concealed>().await?;
        let gated: u32 = gated(&context, "gated").sensitive().await?;
        context.sleep(Duration::from_secs(1)).await?;
        Ok(step.len() + scope.len() + usize::try_from(gated).unwrap())
    }
}

/// A step that is made at most once per attempt.
pub(super) enum OnceAgain {}
impl Workflow for OnceAgain {
    const NAME: &'static str = "once_again";
    type Input = ();
    type Output = u32;
    type Error = Error;
    async fn run(context: Context, (): ()) -> Result<u32, Error> {
        let retry = Retry::constant(Duration::from_secs(1)).attempts(2);
        gated(&context, "charge").at_most_once().retry(retry).await
    }
}

/// Two children that sleep, and a step behind each.
pub(super) enum Nursery {}
impl Workflow for Nursery {
    const NAME: &'static str = "nursery";
    type Input = ();
    type Output = u32;
    type Error = Error;
    async fn run(context: Context, (): ()) -> Result<u32, Error> {
        let map = context.map("children", 0..2, |inside, _| async move {
            let value = inside.child::<Leaf>(&Task::Sleep).await?;
            inside.step("after", move |_| async move { Ok::<_, StepError>(value) }).await
        });
        Ok(map.await?.or_fail()?.into_iter().sum())
    }
}

/// A saga that has so much time, with a step to undo what it did.
pub(super) enum Hurried {}
impl Workflow for Hurried {
    const NAME: &'static str = "hurried";
    type Input = ();
    type Output = u32;
    type Error = Error;
    async fn run(context: Context, (): ()) -> Result<u32, Error> {
        let within = context.within("a minute", Duration::from_mins(1), |inside| async move {
            let saga = inside.saga("saga", |inside, undo| async move {
                undo.by("it", |inside| async move {
                    inside.sleep(Duration::from_secs(1)).await?;
                    gated(&inside, "undo").await.map(drop)
                });
                gated(&inside, "do").await
            });
            saga.await
        });
        within.await
    }
}

/// Takes numbers until it is told to stop.
pub(super) enum Either {}
impl Workflow for Either {
    const NAME: &'static str = "either";
    type Input = ();
    type Output = u32;
    type Error = Error;
    async fn run(context: Context, (): ()) -> Result<u32, Error> {
        use futures::future::{Either, select};
        gated(&context, "first").await?;
        let mut sum = 0;
        loop {
            let add = context.wait_for_event::<u32>("add", None);
            match select(add, context.wait_for_event::<()>("stop", None)).await {
                Either::Left((number, _)) => sum += number?,
                Either::Right((stopped, _)) => return stopped.map(|()| sum),
            }
        }
    }
}

/// Charges once in each of so many journals, and begins a child that stays.
pub(super) enum Charging {}
impl Workflow for Charging {
    const NAME: &'static str = "charging";
    type Input = u32;
    type Output = u64;
    type Error = Error;
    async fn run(context: Context, left: u32) -> Result<u64, Error> {
        let now = context.now().0;
        context
            .step("charge", |attempt| {
                effect(&attempt.key);
                async { Ok::<_, StepError>(()) }
            })
            .await?;
        let stays = context.child::<Leaf>(&Task::Wait).stays();
        let _ = futures::future::select(stays, context.sleep(Duration::from_secs(1))).await;
        if left == 0 { Ok(now) } else { Err(context.continue_as_new(&(left - 1))) }
    }
}

/// Children for all of a map, a callback, a condition, and a saga that fails.
pub(in super::super) enum Everything {}
impl Workflow for Everything {
    const NAME: &'static str = "everything";
    type Input = ();
    type Output = String;
    type Error = Error;
    async fn run(context: Context, (): ()) -> Result<String, Error> {
        let map = context
            .map("children", 1..=2, |inside, value| async move { inside.child::<Leaf>(&Task::Give(value)).await });
        let children = map.await?.or_fail()?;
        let callback = context.callback::<u32>("answer").await?;
        TOKEN.set(Some(callback.token().to_owned()));
        let answered = callback.await?;
        // Code that comes with a later life.
        let version = context.version("patched", if OTHER_CODE.get() { 2 } else { 1 });
        let looked = context.wait_for_condition("two", 0, |seen: u32, _| async move {
            Ok(if seen == 2 { Checked::Holds(seen) } else { Checked::NotYet(seen + 1, Duration::from_millis(500)) })
        });
        let looked = looked.await?;
        let undone = context.saga::<(), _>("saga", |_, undo| async move {
            undo.by("it", |inside| async move {
                let undo = |attempt: crate::Attempt| {
                    effect(&attempt.key);
                    async { Ok::<_, StepError>(()) }
                };
                inside.step("undo", undo).await
            });
            Err(Error::failed("no"))
        });
        let undone = undone.await.unwrap_err();
        Ok(format!("{children:?} {answered} v{version} {looked} {undone}"))
    }
}

/// Completes the callback of [`Everything`], where it waits.
pub(in super::super) fn answer(world: &World) {
    if let Some(token) = TOKEN.take() {
        let _ = world.complete(&token, Completed::Success("3".to_owned()));
        TOKEN.set(Some(token));
    }
}
