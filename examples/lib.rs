//! Examples: each file in this folder is one thing that an embedder does. `cargo run -p aduan-examples --example embed`.

/// The chapter's examples are run as tests.
#[cfg(doctest)]
#[doc = include_str!("../docs/src/testing.md")]
struct Testing;
