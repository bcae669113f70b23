//! The `aduan` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    aduan_cli::main()
}
