//! `serve`.

use super::{
    args::Serve,
    failure::{Exit, Failure},
    load,
};
use crate::{
    clock::Clock,
    demo, house,
    house::{Demo, run as open},
    logs,
};

pub(super) fn run(serve: &Serve) -> Result<(), Failure> {
    let config = load(&serve.settings)?.config;
    let clock = Clock::system();
    logs::start(&config.log, &clock);
    if !serve.demo {
        return open(config, Demo::Off).map_err(closed);
    }
    let directory = demo::Directory::make(clock.now()).map_err(|error| {
        Failure::new(Exit::Failed, "cannot make a temporary directory", error, "set TMPDIR")
    })?;
    let config = demo::settings(&config, &directory).map_err(|demo::Reachable| {
        Failure::usage(
            "--demo listens on loopback only",
            "it prints links that sign anybody in, and others could reach it",
            "leave out --demo, or listen on 127.0.0.1",
        )
    })?;
    open(config, Demo::On(directory)).map_err(closed)
}

fn closed(failure: house::Failure) -> Failure {
    let (exit, remedy) = match &failure {
        house::Failure::Listen { address: _, why: _ } => {
            (Exit::Conflict, "choose another address with --listen, or stop what has it")
        }
        house::Failure::Locked(_) => {
            (Exit::Conflict, "stop the other server, or choose another folder with --data")
        }
        house::Failure::Store(_) => {
            (Exit::NotReachable, "restore a copy, or run the program that made it")
        }
        house::Failure::Keys(_) => (Exit::Usage, "see `auth` in config/rialto.toml"),
        house::Failure::Machine(_) => (Exit::Failed, "look at the limits of the machine"),
    };
    Failure::new(exit, "the server did not start", failure, remedy)
}
