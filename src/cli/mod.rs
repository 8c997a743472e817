//! The command line: what it says, what it asks, and the code it exits with.
//!
//! **Invariant:** only here is anything written to standard output, and passwords never come as arguments.

use std::{env, io, io::IsTerminal, path::PathBuf, process::ExitCode};

use clap::{CommandFactory, FromArgMatches};

use self::{
    args::{Arguments, Command, ConfigCommand, Settings},
    failure::{Exit, Failure},
};
use crate::config::{self, Layers, Loaded, Show};

mod args;
mod audit;
mod desk;
mod failure;
mod serve;
mod settings;
mod setup;
mod simulate;
mod token;
mod user;
mod webhook;

/// Reads the arguments, does what they say, and tells how it went.
pub fn run() -> ExitCode {
    match arguments().map(perform) {
        Ok(Ok(())) => Exit::Ok.code(),
        Ok(Err(failure)) => {
            eprint!("{failure}");
            failure.exit.code()
        }
        Err(exit) => exit.code(),
    }
}

/// The arguments; help and complaints are written by clap.
fn arguments() -> Result<Arguments, Exit> {
    let read = || Arguments::from_arg_matches(&Arguments::command().try_get_matches()?);
    read().map_err(|error| {
        // Whoever closed the pipe does not want to read it.
        drop(error.print());
        if error.use_stderr() { Exit::Usage } else { Exit::Ok }
    })
}

fn perform(arguments: Arguments) -> Result<(), Failure> {
    match arguments.command {
        Command::Serve(serve) => serve::run(&serve),
        Command::SetupLink { settings } => setup::run(&settings),
        Command::User(command) => user::run(command),
        Command::Token(command) => token::run(command),
        Command::Webhook(command) => webhook::run(command),
        Command::Config { command: ConfigCommand::Show { settings, sources } } => {
            settings::show(&settings, if sources { Show::Sources } else { Show::Values })
        }
        Command::Config { command: ConfigCommand::Check { settings } } => {
            settings::check(&settings)
        }
        Command::Simulate(args::Simulate {
            command: args::SimulateCommand::Matchmaking(asked),
        }) => simulate::matchmaking(&asked),
        Command::Audit { settings, auction } => audit::auction(&settings, &auction),
        Command::Verify { settings } => audit::verify(&settings),
        Command::Version => {
            println!("rialto {}", env!("CARGO_PKG_VERSION"));
            Ok(())
        }
    }
}

/// The settings as file, environment and flags have them.
fn load(settings: &Settings) -> Result<Loaded, Failure> {
    let flag = |flag: &str, key: &str, value: &Option<String>| {
        value.as_ref().map(|value| (flag.to_owned(), key.to_owned(), value.clone()))
    };
    let data = settings.data.as_ref().map(|path| path.display().to_string());
    let layers = Layers {
        file: settings.config.clone(),
        environment: env::vars().collect(),
        flags: [
            flag("--listen", "server.listen", &settings.listen),
            flag("--data", "data.dir", &data),
        ]
        .into_iter()
        .flatten()
        .collect(),
    };
    config::load(&layers).map_err(Failure::from)
}

/// The directory in which systemd hands over credentials.
fn credentials() -> Option<PathBuf> {
    env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from)
}

/// A password: from standard input where that was asked for, else typed twice and not shown.
fn password(from: PasswordFrom) -> Result<String, Failure> {
    let unread = |error: io::Error| {
        Failure::usage("no password", error, "pass --password-stdin to read it from a pipe")
    };
    match from {
        PasswordFrom::Stdin => {
            let mut line = String::new();
            io::stdin().read_line(&mut line).map_err(unread)?;
            Ok(line.trim_end_matches(['\r', '\n']).to_owned())
        }
        PasswordFrom::Terminal if !io::stdin().is_terminal() => {
            Err(unread(io::Error::other("there is no terminal to ask on")))
        }
        PasswordFrom::Terminal => {
            let first = rpassword::prompt_password("Password: ").map_err(unread)?;
            let again = rpassword::prompt_password("Again: ").map_err(unread)?;
            if first == again {
                return Ok(first);
            }
            Err(Failure::usage("no password", "the two are not the same", "type it once more"))
        }
    }
}

/// Where a password is read.
#[derive(Clone, Copy, Debug)]
enum PasswordFrom {
    Terminal,
    Stdin,
}
