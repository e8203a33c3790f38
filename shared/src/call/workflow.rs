//! The calls of the objects that run workflows, and of the trackers.

use super::{Call, Workflow, WorkflowIndex, WorkflowSeed, WorkflowTracker};
use crate::{
    encoding::Postcard,
    workflow::{
        Arm, Backfill, Backfilled, Begun, Changes, Completion, Conduct, Control, Count, Event, Handle, ListQuestion,
        Listed, Mended, RestartFrom, RestartPlan, Schedule, ScheduleControl, ScheduleId, ScheduleTold, Signal, Start,
        State, Status, TrackerQuestion, TrackerReport, Until, WorkflowId,
    },
};

/// Begin an instance; the answer says that it is stored.
pub enum Accept {}
impl Call for Accept {
    type Service = Workflow;
    type Input = Start;
    type Output = Handle;
    type Encoding = Postcard;
    const METHOD: &'static str = "accept";
}

/// Begin an instance and wait for its end, for so many milliseconds.
pub enum Run {}
impl Call for Run {
    type Service = Workflow;
    type Input = (Start, u32);
    type Output = Status;
    type Encoding = Postcard;
    const METHOD: &'static str = "run";
}

/// Say where an instance is.
pub enum ReadInstance {}
impl Call for ReadInstance {
    type Service = Workflow;
    type Input = WorkflowId;
    type Output = Status;
    type Encoding = Postcard;
    const METHOD: &'static str = "status";
}

/// Tell what an instance did after the event of that number; waits for so many milliseconds until there is something to tell.
pub enum ReadEvents {}
impl Call for ReadEvents {
    type Service = Workflow;
    type Input = (WorkflowId, u64, u32);
    type Output = Vec<Event>;
    type Encoding = Postcard;
    const METHOD: &'static str = "events";
}

/// Name the newest instances in a state.
pub enum ListInstances {}
impl Call for ListInstances {
    type Service = Workflow;
    type Input = State;
    type Output = Vec<String>;
    type Encoding = Postcard;
    const METHOD: &'static str = "list";
}

/// Bring an instance an event.
pub enum SendSignal {}
impl Call for SendSignal {
    type Service = Workflow;
    type Input = Signal;
    type Output = Status;
    type Encoding = Postcard;
    const METHOD: &'static str = "signal";
}

/// Do with an instance what an operator asks for.
pub enum ControlInstance {}
impl Call for ControlInstance {
    type Service = Workflow;
    type Input = (WorkflowId, Control);
    type Output = Status;
    type Encoding = Postcard;
    const METHOD: &'static str = "control";
}

/// Have an instance go on from one of its operations, or say what that means.
pub enum RestartInstance {}
impl Call for RestartInstance {
    type Service = Workflow;
    type Input = RestartFrom;
    type Output = RestartPlan;
    type Encoding = Postcard;
    const METHOD: &'static str = "restart_from";
}

/// Complete a callback for which an instance waits; whoever has only its token learns where the instance is, and nothing else.
pub enum CompleteCallback {}
impl Call for CompleteCallback {
    type Service = Workflow;
    type Input = Completion;
    type Output = State;
    type Encoding = Postcard;
    const METHOD: &'static str = "complete";
}

/// Begin an instance in the slow engine, or write its row.
pub enum Try {}
impl Call for Try {
    type Service = WorkflowSeed;
    type Input = (Arm, Until, Start);
    type Output = Begun;
    type Encoding = Postcard;
    const METHOD: &'static str = "try";
}

/// Say what a tracker knows.
pub enum ReadTracker {}
impl Call for ReadTracker {
    type Service = WorkflowTracker;
    type Input = TrackerQuestion;
    type Output = TrackerReport;
    type Encoding = Postcard;
    const METHOD: &'static str = "report";
}

/// Have a tracker behave so from now on.
pub enum SetConduct {}
impl Call for SetConduct {
    type Service = WorkflowTracker;
    type Input = Conduct;
    type Output = ();
    type Encoding = Postcard;
    const METHOD: &'static str = "conduct";
}

/// Have an object tell its index everything that it holds.
pub enum Sweep {}
impl Call for Sweep {
    type Service = Workflow;
    type Input = ();
    type Output = Mended;
    type Encoding = Postcard;
    const METHOD: &'static str = "sweep";
}

/// Tell an index what instances of an object did; it is stored when that is answered.
pub enum TellIndex {}
impl Call for TellIndex {
    type Service = WorkflowIndex;
    type Input = Changes;
    type Output = Mended;
    type Encoding = Postcard;
    const METHOD: &'static str = "tell";
}

/// List instances of all objects that tell an index, those first that were accepted last.
pub enum ListIndexed {}
impl Call for ListIndexed {
    type Service = WorkflowIndex;
    type Input = ListQuestion;
    type Output = Vec<Listed>;
    type Encoding = Postcard;
    const METHOD: &'static str = "list";
}

/// Count them, of one workflow or of all.
pub enum CountIndexed {}
impl Call for CountIndexed {
    type Service = WorkflowIndex;
    type Input = Option<String>;
    type Output = Vec<Count>;
    type Encoding = Postcard;
    const METHOD: &'static str = "count";
}

/// Make a schedule, or change the one of that name.
pub enum SetSchedule {}
impl Call for SetSchedule {
    type Service = Workflow;
    type Input = Schedule;
    type Output = ScheduleTold;
    type Encoding = Postcard;
    const METHOD: &'static str = "set_schedule";
}

/// Tell of a schedule.
pub enum ReadSchedule {}
impl Call for ReadSchedule {
    type Service = Workflow;
    type Input = ScheduleId;
    type Output = ScheduleTold;
    type Encoding = Postcard;
    const METHOD: &'static str = "schedule";
}

/// Tell of all schedules of an object.
pub enum ListSchedules {}
impl Call for ListSchedules {
    type Service = Workflow;
    type Input = ();
    type Output = Vec<ScheduleTold>;
    type Encoding = Postcard;
    const METHOD: &'static str = "schedules";
}

/// Do with a schedule what an operator asks for; tells what it was or is.
pub enum ControlSchedule {}
impl Call for ControlSchedule {
    type Service = Workflow;
    type Input = (ScheduleId, ScheduleControl);
    type Output = ScheduleTold;
    type Encoding = Postcard;
    const METHOD: &'static str = "control_schedule";
}

/// Begin the instances of a schedule for a time in the past.
pub enum BackfillSchedule {}
impl Call for BackfillSchedule {
    type Service = Workflow;
    type Input = Backfill;
    type Output = Backfilled;
    type Encoding = Postcard;
    const METHOD: &'static str = "backfill";
}
