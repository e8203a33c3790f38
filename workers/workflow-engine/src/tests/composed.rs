//! Workflows that are put together: of scopes, of many at once, of children, of what others complete, and of what is undone.

use std::{cell::Cell, time::Duration};

use serde::{Deserialize, Serialize};
use shared::{
    error::ErrorCode,
    limits,
    workflow::{Completed, Control, State},
};

use super::{host::effect, world::*};
use crate::{
    codec::Codec,
    context::{Batch, Checked, Context, Halting, Reason, Undo},
    error::{Error, StepError},
    retry::Retry,
    workflow::{Registry, Workflow},
};

thread_local! {
    /// The newest version of the code of [`Versioned`]; none before there were versions.
    static NEWEST: Cell<u32> = const { Cell::new(0) };
}

pub(super) fn added_to(registry: Registry) -> Registry {
    registry
        .with::<Nested>()
        .with::<Crowd>()
        .with::<Asking>()
        .with::<Polling>()
        .with::<Parent>()
        .with::<Leaf>()
        .with::<Cyclic>()
        .with::<Trip>()
        .with::<Versioned>()
        .with::<Lasting>()
        .with::<Bounded>()
        .with::<Shouting>()
        .with::<OnceAgain>()
        .with::<Everything>()
}

/// A scope with a gated step and a sleep, inside of another.
enum Nested {}
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
struct Plan {
    items: u32,
    at_once: usize,
    least_successes: Option<usize>,
    most_failures: Option<usize>,
    most_failed_percent: Option<u32>,
    /// Items that fail.
    failing: Vec<u32>,
}

impl Plan {
    fn of(items: u32, at_once: usize) -> Self {
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
enum Crowd {}
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
enum Asking {}
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
            callback.within(Duration::from_secs(60)).beats_within(Duration::from_secs(5))
        };
        context.wait_for_callback("approval", within, Retry::never(), submit).await
    }
}

thread_local! {
    static TOKEN: Cell<Option<String>> = const { Cell::new(None) };
}

/// Looks until a counter is three.
enum Polling {}
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
enum Task {
    Give(u32),
    Fail,
    Wait,
}

enum Leaf {}
impl Workflow for Leaf {
    const NAME: &'static str = "leaf";
    type Input = Task;
    type Output = u32;
    type Error = Error;
    async fn run(context: Context, task: Task) -> Result<u32, Error> {
        match task {
            Task::Give(value) => Ok(value),
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
enum Parent {}
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
enum Cyclic {}
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
enum Trip {}
impl Workflow for Trip {
    const NAME: &'static str = "trip";
    type Input = (bool, bool);
    type Output = ();
    type Error = Error;
    async fn run(context: Context, (halts, fails): (bool, bool)) -> Result<(), Error> {
        let doing = move |inside: Context, undo: Undo| async move {
            for (name, cannot) in [("hotel", false), ("car", fails)] {
                let book = move |_| async move { Ok::<_, StepError>(effect(&format!("book {name}"))) };
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
enum Versioned {}
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
enum Lasting {}
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
enum Bounded {}
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
enum Capitals {}
impl Codec<String> for Capitals {
    fn write(value: &String) -> Result<Vec<u8>, Error> {
        Ok(value.to_uppercase().into_bytes())
    }
    fn read(bytes: &[u8]) -> Result<String, Error> {
        Ok(String::from_utf8_lossy(bytes).into_owned())
    }
}

enum Shouting {}
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

/// A step that is made at most once per attempt.
enum OnceAgain {}
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

/// Children for all of a map, a callback, a condition, and a saga that fails.
pub(super) enum Everything {}
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
        let looked = context.wait_for_condition("two", 0, |seen: u32, _| async move {
            Ok(if seen == 2 { Checked::Holds(seen) } else { Checked::NotYet(seen + 1, Duration::from_millis(500)) })
        });
        let looked = looked.await?;
        let undone = context.saga::<(), _>("saga", |_, undo| async move {
            undo.by("it", |inside| async move {
                inside.step("undo", |attempt| async move { Ok::<_, StepError>(effect(&attempt.key)) }).await
            });
            Err(Error::failed("no"))
        });
        let undone = undone.await.unwrap_err();
        Ok(format!("{children:?} {answered} {looked} {undone}"))
    }
}

/// Completes the callback of [`Everything`], where it waits.
pub(super) fn answer(world: &World) {
    if let Some(token) = TOKEN.take() {
        let _ = world.complete(&token, Completed::Success("3".to_owned()));
        TOKEN.set(Some(token));
    }
}

fn names(world: &World, id: &str) -> Vec<String> {
    let told = world.events(id).into_iter().filter(|event| event.operation.is_some());
    told.map(|event| format!("{} {}", event.kind, event.operation.unwrap())).collect()
}

#[test]
fn a_scope_ends_when_what_is_inside_has_ended_in_every_life() {
    let mut world = world();
    world.accept(&start::<Nested>("n", &())).unwrap();
    assert_eq!(world.status("n").waits_for, ["step \"first\""]);
    world.die();
    world.pass(u64::from(limits::DURABLE_LEISURE_MS));
    world.open("n/1", 2);
    world.die();
    world.pass(1_000);
    assert_eq!(world.output("n").as_deref(), Some("3"));
    assert_eq!(
        names(&world, "n"),
        ["began 0", "began 1", "done 1", "began 2", "began 3", "done 3", "closed 2", "closed 0"]
    );
}

#[test]
fn many_run_as_few_at_once_as_they_are_told_in_the_order_of_their_places() {
    let mut world = world();
    world.accept(&start::<Crowd>("c", &Plan::of(4, 2))).unwrap();
    assert_eq!(world.status("c").waits_for.len(), 2);
    // The map is 0; its items are 1 and 3, their steps 2 and 4.
    assert!(world.open("c/4", 40));
    world.die();
    world.pass(u64::from(limits::DURABLE_LEISURE_MS));
    for (step, value) in [("c/6", 60), ("c/2", 20), ("c/8", 80)] {
        assert!(world.open(step, value), "{step}");
    }
    assert_eq!(world.output("c").as_deref(), Some("\"AllEnded 0 [20, 40, 60, 80]\""));
}

#[test]
fn many_end_early_where_enough_succeed_or_too_many_fail() {
    let ends = |id: &str, plan: Plan, gates: &[&str]| {
        let world = world();
        world.accept(&start::<Crowd>(id, &plan)).unwrap();
        gates.iter().for_each(|gate| assert!(world.open(&format!("{id}/{gate}"), 1), "{gate}"));
        world.output(id).unwrap_or_else(|| panic!("{:?}", world.status(id)))
    };
    let plan = Plan { least_successes: Some(2), ..Plan::of(4, 1) };
    assert_eq!(ends("a", plan, &["2", "4"]), "\"EnoughSucceeded 0 [1, 1]\"");
    let plan = Plan { most_failures: Some(0), failing: vec![1], ..Plan::of(3, 1) };
    assert_eq!(ends("b", plan, &["2", "4"]), "\"TooManyFailed 1 [1]\"");
    let plan = Plan { most_failed_percent: Some(25), failing: vec![0], ..Plan::of(4, 1) };
    assert_eq!(ends("c", plan, &["2", "4", "6", "8"]), "\"AllEnded 1 [1, 1, 1]\"");
    let plan = Plan { most_failed_percent: Some(25), failing: vec![0, 1], ..Plan::of(4, 1) };
    assert_eq!(ends("d", plan, &["2", "4"]), "\"TooManyFailed 2 []\"");
    assert_eq!(ends("e", Plan::of(0, 1), &[]), "\"AllEnded 0 []\"");
    assert_eq!(format!("{:?}", Reason::AllEnded), "AllEnded");
}

#[test]
fn none_at_once_is_refused() {
    let world = world();
    world.accept(&start::<Crowd>("c", &Plan::of(1, 0))).unwrap();
    assert!(world.status("c").error.unwrap().contains("none at once"));
}

fn complete(world: &World, token: &str, completed: Completed) -> Result<(), ErrorCode> {
    world.complete(token, completed).map(drop).map_err(|failure| failure.code)
}

#[test]
fn a_callback_is_completed_once_by_whoever_has_its_token() {
    let mut world = world();
    world.accept(&start::<Asking>("a", &())).unwrap();
    let token = TOKEN.take().unwrap();
    assert!(!format!("{:?}", world.events("a")).contains(token.rsplit_once('~').unwrap().1));
    let forged = format!("{}~0000000000000000", token.rsplit_once('~').unwrap().0);
    assert_eq!(complete(&world, &forged, Completed::Success("1".to_owned())), Err(ErrorCode::BadToken));
    world.die();
    complete(&world, &token, Completed::Success("\"yes\"".to_owned())).unwrap();
    assert_eq!(world.output("a").as_deref(), Some("\"yes\""));
    assert_eq!(complete(&world, &token, Completed::Heartbeat), Err(ErrorCode::CallbackOver));
    assert_eq!(complete(&world, &token, Completed::Success("1".to_owned())), Err(ErrorCode::CallbackOver));
}

#[test]
fn a_callback_fails_where_somebody_says_so_or_nobody_is_heard_of() {
    let mut world = world();
    world.accept(&start::<Asking>("a", &())).unwrap();
    let token = TOKEN.take().unwrap();
    complete(&world, &token, Completed::Failure("no".to_owned())).unwrap();
    assert_eq!(world.status("a").error.as_deref(), Some("callback \"approval\" failed: no"));

    world.accept(&start::<Asking>("b", &())).unwrap();
    let token = TOKEN.take().unwrap();
    for _ in 0..3 {
        world.pass(4_000);
        complete(&world, &token, Completed::Heartbeat).unwrap();
        world.die();
    }
    assert_eq!(world.state("b"), State::Running);
    world.pass(5_000);
    assert!(world.status("b").error.unwrap().contains("silent for too long"));

    world.accept(&start::<Asking>("c", &())).unwrap();
    let token = TOKEN.take().unwrap();
    for _ in 0..14 {
        world.pass(4_000);
        complete(&world, &token, Completed::Heartbeat).unwrap();
    }
    world.pass(4_000);
    assert_eq!(world.status("c").error.as_deref(), Some("no event \"approval\" came in time"));
}

#[test]
fn a_condition_is_looked_at_from_where_it_was() {
    let mut world = world();
    world.accept(&start::<Polling>("p", &3)).unwrap();
    world.die();
    world.pass(1_000);
    world.die();
    world.pass(1_000);
    assert_eq!(world.output("p").as_deref(), Some("3"));
    assert_eq!((1..=4).map(|look| effects(&format!("look {look}"))).collect::<Vec<_>>(), [1, 1, 1, 0]);
    assert_eq!(
        world.kinds("p"),
        ["accepted", "began", "checked", "attempt", "checked", "attempt", "done", "completed"]
    );
}

#[test]
fn a_child_gives_its_result_or_its_failure_to_its_parent() {
    let world = world();
    world.accept(&start::<Parent>("p", &(Task::Give(7), false))).unwrap();
    assert_eq!((world.output("p").as_deref(), world.output("p~0").as_deref()), (Some("7"), Some("7")));
    world.accept(&start::<Parent>("q", &(Task::Fail, false))).unwrap();
    assert_eq!(world.status("q").error.as_deref(), Some("child \"q~0\" is failed: as it was told"));
}

#[test]
fn a_child_that_ends_in_another_life_is_told_to_its_parent() {
    let mut world = world();
    world.accept(&start::<Parent>("p", &(Task::Wait, false))).unwrap();
    world.die();
    world.signal("p~0", "go", "5").unwrap();
    assert_eq!((world.output("p~0").as_deref(), world.output("p").as_deref()), (Some("5"), Some("5")));
}

#[test]
fn a_child_is_cancelled_with_its_parent_and_when_nobody_waits_for_it() {
    let mut world = world();
    world.accept(&start::<Parent>("p", &(Task::Wait, false))).unwrap();
    world.control("p", Control::Cancel).unwrap();
    assert_eq!((world.state("p"), world.state("p~0")), (State::Cancelled, State::Cancelled));
    assert_eq!(effects("leaf cleaned"), 1);

    world.accept(&start::<Parent>("q", &(Task::Wait, false))).unwrap();
    world.die();
    world.pass(10_000);
    assert_eq!((world.output("q").as_deref(), world.state("q~0")), (Some("0"), State::Cancelled));

    world.accept(&start::<Parent>("r", &(Task::Wait, true))).unwrap();
    world.pass(10_000);
    assert_eq!((world.output("r").as_deref(), world.state("r~0")), (Some("0"), State::Running));

    world.accept(&start::<Bounded>("s", &())).unwrap();
    world.pass(1_000);
    assert_eq!(world.status("s").error.as_deref(), Some("no event \"a second\" came in time"));
    assert_eq!(world.state("s~1"), State::Cancelled);
}

#[test]
fn a_parent_that_is_begun_anew_begins_its_children_anew() {
    let world = world();
    world.accept(&start::<Parent>("p", &(Task::Wait, false))).unwrap();
    world.control("p", Control::Restart).unwrap();
    world.signal("p~0", "go", "6").unwrap();
    assert_eq!(world.output("p").as_deref(), Some("6"));
}

#[test]
fn children_of_children_without_end_are_refused() {
    let world = world();
    world.accept(&start::<Cyclic>("c", &0)).unwrap();
    let error = world.status("c").error.unwrap();
    assert!(error.contains("does a workflow begin itself?"), "{error}");
}

#[test]
fn a_saga_is_undone_in_reverse_also_across_a_death() {
    let mut world = world();
    world.accept(&start::<Trip>("t", &(false, false))).unwrap();
    world.die();
    world.pass(u64::from(limits::DURABLE_LEISURE_MS));
    world.open("t/3", 0);
    let error = world.status("t").error;
    assert_eq!(error.as_deref(), Some("no seats; undone: car, hotel"));
    assert_eq!((effects("cancel car"), effects("cancel hotel"), effects("book car")), (1, 1, 1));
}

#[test]
fn what_cannot_be_undone_is_told_and_stops_the_rest_where_that_is_asked_for() {
    let world = world();
    world.accept(&start::<Trip>("t", &(false, true))).unwrap();
    world.open("t/3", 0);
    let error = world.status("t").error.unwrap();
    assert_eq!(error, "no seats; undone: hotel; not undone: car (step \"cancel\" failed at attempt 1: gone)");
    world.accept(&start::<Trip>("u", &(true, true))).unwrap();
    world.open("u/3", 0);
    let error = world.status("u").error.unwrap();
    assert_eq!(
        error,
        "no seats; undone: ; not undone: car (step \"cancel\" failed at attempt 1: gone); left as it is: hotel"
    );
}

#[test]
fn a_saga_that_is_cancelled_is_undone() {
    let world = world();
    world.accept(&start::<Trip>("t", &(false, false))).unwrap();
    world.control("t", Control::Cancel).unwrap();
    assert_eq!((world.state("t"), effects("cancel car"), effects("cancel hotel")), (State::Cancelled, 1, 1));
}

#[test]
fn an_instance_keeps_the_version_that_it_has_begun_with() {
    NEWEST.set(0);
    let mut world = world();
    world.accept(&start::<Versioned>("old", &())).unwrap();
    world.die();
    NEWEST.set(1);
    world.accept(&start::<Versioned>("new", &())).unwrap();
    world.pass(1_000);
    NEWEST.set(2);
    world.die();
    world.pass(1_000);
    // The first call came by before there were versions, the second after.
    assert_eq!(world.output("old").as_deref(), Some("\"0 1\""));
    assert_eq!(world.output("new").as_deref(), Some("\"1 1\""));
    NEWEST.set(0);
}

#[test]
fn an_instance_goes_on_from_another_input_with_the_events_that_wait() {
    let mut world = world();
    world.accept(&start::<Lasting>("l", &(0, 3))).unwrap();
    for number in [1, 2, 4] {
        world.signal("l", "number", &number.to_string()).unwrap();
    }
    assert_eq!(world.output("l").as_deref(), Some("7"));
    assert!(world.accept(&start::<Lasting>("l", &(0, 3))).unwrap().existing);
    world.accept(&start::<Lasting>("m", &(0, 3))).unwrap();
    for number in [1, 2, 4] {
        world.die();
        world.signal("m", "number", &number.to_string()).unwrap();
    }
    assert_eq!(world.output("m").as_deref(), Some("7"));
}

#[test]
fn a_codec_says_how_a_result_is_stored_and_what_it_is_read_as() {
    let mut world = world();
    world.accept(&start::<Shouting>("s", &"hello".to_owned())).unwrap();
    world.die();
    world.pass(1_000);
    assert_eq!(world.output("s").as_deref(), Some("\"HELLO HELLO\""));
}

#[test]
fn each_attempt_of_a_step_at_most_once_is_made_at_most_once() {
    let mut world = world();
    world.accept(&start::<OnceAgain>("o", &())).unwrap();
    world.die();
    // The interrupted attempt has failed; the next is due in a second.
    world.pass(u64::from(limits::DURABLE_LEISURE_MS));
    assert_eq!((world.state("o"), effects("o/0")), (State::Running, 1));
    world.pass(1_000);
    assert_eq!(effects("o/0"), 2);
    world.die();
    world.pass(u64::from(limits::DURABLE_LEISURE_MS));
    assert_eq!((world.state("o"), effects("o/0")), (State::Failed, 2));
}

#[test]
fn a_retry_that_a_death_interrupts_is_made_again() {
    let mut world = world();
    world.accept(&start::<Nested>("n", &())).unwrap();
    world.host.event(|| open_gate("n/1", Err(StepError::new("not yet"))));
    // The second attempt is under way when the object dies.
    world.pass(2_000);
    assert_eq!(effects("n/1"), 2);
    world.die();
    world.pass(u64::from(limits::DURABLE_LEISURE_MS));
    assert_eq!(effects("n/1"), 3);
    world.open("n/1", 2);
    world.pass(1_000);
    assert_eq!(world.output("n").as_deref(), Some("3"));
}
