//! The command line of demarche; the work is done by the library of the same name.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
