use futures::executor::block_on;
use shared::{keys::memory::MemoryKeys, workflow::WorkflowId};

use super::*;

#[test]
fn an_instance_is_found_from_its_beginning_and_queued_until_its_end() {
    for switches in [Switches::default(), Switches::of([Switch::SingleReads, Switch::SingleWrites])] {
        let records = Records::new(MemoryKeys::default(), switches);
        let id = WorkflowId::parse("one").unwrap();
        let start = Start { workflow: "counter".to_owned(), id, input: "{}".to_owned(), priority: 5 };
        block_on(async {
            assert!(!records.exists("one").await.unwrap());
            records.begin(&start, 2).await.unwrap();
            assert!(records.exists("one").await.unwrap() && !records.exists("on").await.unwrap());
            assert_eq!(records.queued().await.unwrap(), [("one".to_owned(), 2)]);
            records.step("one", 1, &[1]).await.unwrap();
            records.end("one", 2).await.unwrap();
            assert_eq!(records.queued().await.unwrap(), []);
        });
        // Nine values, the status, the result of a step, and the output.
        assert_eq!(records.keys.count(), 12);
    }
}
