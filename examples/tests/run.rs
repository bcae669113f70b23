//! Every example runs.

#[path = "../backup.rs"]
mod backup;
#[path = "../certify.rs"]
mod certify;
#[path = "../embed.rs"]
mod embed;
#[path = "../erasure.rs"]
mod erasure;
#[path = "../follow.rs"]
mod follow;
#[path = "../letters.rs"]
mod letters;
#[path = "../pass.rs"]
mod pass;
#[path = "../rulebook.rs"]
mod rulebook;
#[path = "../service.rs"]
mod service;
#[path = "../store.rs"]
mod store;

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[test]
fn embed_runs() -> Outcome {
    embed::main()
}

#[test]
fn rulebook_runs() -> Outcome {
    rulebook::main()
}

#[test]
fn certify_runs() -> Outcome {
    certify::main()
}

#[test]
fn letters_runs() -> Outcome {
    letters::main()
}

#[test]
fn follow_runs() -> Outcome {
    follow::main()
}

#[test]
fn pass_runs() -> Outcome {
    pass::main()
}

#[test]
fn backup_runs() -> Outcome {
    backup::main()
}

#[test]
fn erasure_runs() -> Outcome {
    erasure::main()
}

#[test]
fn service_runs() -> Outcome {
    service::main()
}

#[test]
fn store_runs() -> Outcome {
    store::main()
}

/// The store of the example keeps every promise of a store.
#[allow(clippy::expect_used, reason = "tests")]
mod mirrored {
    use super::store::Mirrored;
    use aduan::SqliteStore;
    use std::sync::Arc;

    fn in_a_new_folder() -> impl Fn() -> Mirrored {
        let folder = tempfile::tempdir().expect("a folder");
        move || {
            let store = SqliteStore::open(&folder.path().join("aduan.db")).expect("a store");
            Mirrored::open(Arc::new(store), &folder.path().join("copy.jsonl")).expect("a copy")
        }
    }

    aduan_testkit::store_conformance!(durable, in_a_new_folder());
}
