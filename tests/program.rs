//! The program `aduan`, as the tests start it.

use std::process::ExitCode;

fn main() -> ExitCode {
    aduan_cli::main()
}
