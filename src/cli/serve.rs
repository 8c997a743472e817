//! `serve`.

use super::{
    args::Serve,
    credentials,
    failure::{Exit, Failure},
    load, setup,
};
use crate::{
    clock::Clock,
    config::Config,
    demo::{
        self,
        floor::{Guest, Program},
    },
    gateway::demo::Show,
    house::{self, House},
    logs,
    store::LockError,
};

pub(super) fn run(serve: &Serve) -> Result<(), Failure> {
    let config = load(&serve.settings)?.config;
    let clock = Clock::system();
    logs::start(&config.log, &clock);
    if let Some(show) = serve.demo {
        return run_demo(&config, clock, show);
    }
    let opened = async |house: &House| {
        greet(house, &config).await;
        Ok(())
    };
    house::run(&config, credentials().as_deref(), clock, opened).map_err(closed)
}

/// Prints how to begin, as long as nobody keeps order.
async fn greet(house: &House, config: &Config) {
    match house.setup_code().await {
        Ok(Some(code)) => {
            println!("There is no admin yet. This link makes one, once, within half an hour:");
            println!("  {}", setup::link(config, house.addresses(), &code));
        }
        Ok(None) => (),
        // Accounts can be made on the command line all the same.
        Err(why) => log::warn!("there is no setup link: {why}"),
    }
}

fn run_demo(config: &Config, clock: Clock, which: Show) -> Result<(), Failure> {
    let directory = demo::Directory::make(clock.now()).map_err(|error| {
        Failure::new(Exit::Failed, "cannot make a temporary directory", error, "set TMPDIR")
    })?;
    let config = demo::settings(config, &directory).map_err(|demo::Reachable| {
        Failure::usage(
            "--demo listens on loopback only",
            "it prints links that sign anybody in, and others could reach it",
            "leave out --demo, or listen on 127.0.0.1",
        )
    })?;
    let opened = async |house: &House| show(house, &config, which).await;
    house::run(&config, None, clock, opened).map_err(closed)
}

/// Opens the floor and prints how to get in.
async fn show(house: &House, config: &Config, show: Show) -> Result<(), house::Failure> {
    let program = house.floor().open(show).await;
    let Program { first, guests } = program.map_err(|why| house::Failure::Demo(why.to_string()))?;
    let base = setup::base(config, house.addresses());
    println!(
        "Rialto {} - demo: temporary data, loopback only, gone when you stop it",
        env!("CARGO_PKG_VERSION")
    );
    let (place, robots) = match show {
        Show::Auction => ("Auction floor", "A robot bids every 4-9 s."),
        Show::Game => ("Lobbies", "Robots host lobbies and search in every mode."),
    };
    println!("  {place:<15} {base}{first}");
    let mut notes = ("Sign in as", "     (each link works once, 30 min)");
    for Guest { cast, path } in guests {
        let (what, note) = std::mem::take(&mut notes);
        let part = format!("({})", cast.part);
        println!("  {what:<15} {:<3} {part:<9} {base}{path}{note}", cast.name);
    }
    println!("  Test console    {base}/console/test");
    println!("  API             {base}/openapi.json   /asyncapi.json   /client.js");
    println!("{robots} Press Ctrl-C to stop.");
    Ok(())
}

fn closed(failure: house::Failure) -> Failure {
    let (exit, remedy) = match &failure {
        house::Failure::Listen { address: _, why: _ } => {
            (Exit::Conflict, "choose another address with --listen, or stop what has it")
        }
        house::Failure::Locked(LockError::Taken { file: _ }) => {
            (Exit::Conflict, "stop the other server, or choose another folder with --data")
        }
        house::Failure::Locked(LockError::Io { file: _, why: _ }) => {
            (Exit::NotReachable, "choose a folder that you may write to with --data")
        }
        house::Failure::Store(_) => {
            (Exit::NotReachable, "restore a copy, or run the program that made it")
        }
        house::Failure::Keys(_) => (Exit::Usage, "see `auth` in config/rialto.toml"),
        house::Failure::Games(_) => {
            (Exit::Usage, "see `games` in config/rialto.toml, and config/games")
        }
        house::Failure::Post(_) => (Exit::Usage, "see `push` in config/rialto.toml"),
        house::Failure::Demo(_) => (Exit::Failed, "this is a defect; please report it"),
        house::Failure::Machine(_) => (Exit::Failed, "look at the limits of the machine"),
    };
    Failure::new(exit, "the server did not start", failure, remedy)
}
