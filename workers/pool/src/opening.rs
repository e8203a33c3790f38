//! What the policy asks for and has to be waited for: an isolate that is opened, ended, or asked whether it is well.

use std::{rc::Rc, time::Duration};

use kit::{deadline::within, identity};
use shared::{
    call::pool::{ReadIsolate, RetireIsolate},
    limits::isolation as limits,
    pool::{Life, Moment, State},
};
use worker::Delay;

use crate::{
    pool::{Inner, Names, Place, Pool},
    session::{Serves, Session},
};

/// How long an isolate may take to say what it is.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often one that was there before is ended and opened again.
const TRIES: u32 = 20;
/// Between the word that an isolate is to end and the end of the session in which it was said: dropped sooner, it would not end.
const LAST_BREATH: Duration = Duration::from_millis(2);
/// How long one that ends by itself, a little later than its answer, is left alone.
const LATE_BREATH: Duration = Duration::from_millis(limits::ENDS_AFTER_MS as u64 + 3);

/// How often it is looked whether something runs, and how many times at most: under steady load something always does.
/// An answer that has just been given is still on its way through two Workers between two looks.
const LOOK: Duration = Duration::from_millis(5);
const PATIENT_LOOKS: u32 = 4;
/// The same where other spares are being made, one after the other.
const LOOKS: u32 = 200;

/// Opens a spare as soon as nothing runs and no other one is being made, but does not wait for that for ever. An isolate is made by the thread
/// that runs all others: as long as a spare is nobody's, nobody has to wait for it.
pub(crate) async fn open_spare(pool: Rc<Pool>, at: Life, generation: u16) {
    for look in 0..LOOKS {
        // Whoever has just been told where to run comes first, too.
        Delay::from(LOOK).await;
        let may_begin = pool.with(|inner| {
            let now = inner.now();
            let is_wanted = inner.engine.slot(now, at.slot).is_some_and(|slot| slot.at == at && slot.waiting > 0);
            is_wanted || inner.spares_begun == 0 && (inner.engine.gauges().running == 0 || look >= PATIENT_LOOKS)
        });
        if may_begin.unwrap_or(true) {
            break;
        }
    }
    let _ = pool.with(|inner| inner.spares_begun += 1);
    open(Rc::clone(&pool), at, generation, Serves::OneLater).await;
    let _ = pool.with(|inner| inner.spares_begun -= 1);
}

/// Opens the isolate of a slot.
///
/// One that has served somebody is of an earlier life of this object, or of somebody who shares its names. Nobody knows any more whose it
/// was, so it is ended, and another one opened in its place.
pub(crate) async fn open(pool: Rc<Pool>, at: Life, generation: u16, serves: Serves) {
    // By now the policy may have given it up, and have begun another life under the same name.
    if !is_awaited(&pool, at) {
        return;
    }
    let opened = within(PATIENCE, fresh(&pool, at, generation, serves)).await.flatten();
    let told = pool.tell(|inner, now, commands| match opened {
        None => inner.engine.build_failed(now, at, commands),
        Some(place) => {
            // Else the policy gave up waiting, and the session ends with the place.
            if is_opening(inner, now, at) {
                inner.places.insert(at.slot, place);
                inner.engine.opened(now, at, commands);
            }
        }
    });
    // A pool that cannot follow its variables opens nothing.
    drop(told);
}

fn is_awaited(pool: &Pool, at: Life) -> bool {
    let is_opening = pool.with(|inner| {
        let now = inner.now();
        is_opening(inner, now, at)
    });
    is_opening.unwrap_or(false)
}

fn is_opening(inner: &Inner, now: Moment, at: Life) -> bool {
    inner.engine.slot(now, at.slot).is_some_and(|slot| slot.at == at && slot.state == State::Opening)
}

async fn fresh(pool: &Rc<Pool>, at: Life, generation: u16, serves: Serves) -> Option<Place> {
    let host = pool.host.as_ref().ok()?;
    let slot = format!("{}/{}/{generation}", pool.name, at.slot);
    for _ in 0..TRIES {
        let name = match pool.names {
            Names::Slot => slot.clone(),
            Names::Life => format!("{slot}/{}", identity::new_request()),
        };
        let session = Session::open(host, &name, serves).await?;
        let (state, _) = session.ask::<ReadIsolate>(Pool::asking(PATIENCE), &()).await;
        if !is_awaited(pool, at) {
            return None;
        }
        let Ok(state) = state else {
            // It was about to end, and another one can have its name.
            Delay::from(LAST_BREATH).await;
            continue;
        };
        if state.uses == 0 && state.owner.is_none() {
            return Some(Place { at, session: Rc::new(session), id: state.id, ends: false });
        }
        let _ = pool.with(|inner| inner.inherited += 1);
        end(&session).await;
    }
    None
}

/// Lets an isolate finish what was left behind in it, ends it, and tells the policy.
pub(crate) async fn retire(pool: Rc<Pool>, Place { at, session, ends, .. }: Place) {
    if ends {
        // Its name is free by then. Where it is not, whoever opens it next finds the isolate used, and ends it.
        Delay::from(LATE_BREATH).await;
    } else {
        end(&session).await;
    }
    session.close();
    drop(pool.tell(|inner, now, commands| inner.engine.closed(now, at, commands)));
}

/// Ends an isolate once nothing of what was left behind in it is under way, so that its name is free. One that is gone already has no
/// answer.
async fn end(session: &Session) {
    if session.ask::<RetireIsolate>(Pool::asking(PATIENCE), &()).await.0.is_ok() {
        Delay::from(LAST_BREATH).await;
    }
}

/// Asks an isolate whether it is well.
pub(crate) async fn check(pool: Rc<Pool>, at: Life) {
    let session = pool.with(|inner| {
        let place = inner.places.get(&at.slot).filter(|place| place.at == at);
        place.map(|place| (Rc::clone(&place.session), place.id))
    });
    let Ok(Some((session, id))) = session else { return };
    let (state, _) = session.ask::<ReadIsolate>(Pool::asking(PATIENCE), &()).await;
    let told = pool.tell(|inner, now, commands| {
        let Ok(state) = state else {
            inner.places.retain(|_, place| place.at != at);
            return inner.engine.vanished(now, at, commands);
        };
        if state.id != id {
            inner.engine.replaced(now, at);
        }
        inner.engine.checked(at, Some(state.bytes));
    });
    drop(told);
}
