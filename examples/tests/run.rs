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
#[path = "../rulebook.rs"]
mod rulebook;
#[path = "../service.rs"]
mod service;

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
fn follow_runs() -> Outcome {
    follow::main()
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
