//! Examples: each file in this folder is one thing that an embedder does. `cargo run -p aduan-examples --example embed`.
