//! Every content that a record refers to is known by its event and by its command.

use crate::support::samples;
use aduan_core::{Command, EventKind};
use serde_json::Value;

fn references(value: &Value) -> usize {
    match value {
        Value::Object(object) if object.contains_key("commitment") => 1,
        Value::Object(object) => object.values().map(references).sum(),
        Value::Array(items) => items.iter().map(references).sum(),
        _ => 0,
    }
}

#[test]
fn an_event_names_every_content_that_stands_in_its_line() {
    let mut count = 0;
    for kind in EventKind::ALL {
        for event in samples::samples(*kind) {
            let written = references(&serde_json::to_value(&event).unwrap());
            assert_eq!(event.contents().len(), written, "{event:?}");
            count += written;
            if let Some(mut command) = Command::of(std::slice::from_ref(&event)) {
                assert_eq!(command.contents_mut().len(), written, "{command:?}");
            }
        }
    }
    assert!(count > 20, "{count}");
}
