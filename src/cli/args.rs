//! What can be typed, with help that teaches by example.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::PasswordFrom;
use crate::{
    config::Period, gateway::demo::Show, protocol::person::Role,
    simulation::matchmaking::Relaxation,
};

/// A real-time game and auction server.
#[derive(Debug, Parser)]
#[command(
    name = "rialto",
    version,
    disable_help_subcommand = true,
    after_help = "\
Examples:
  rialto serve --demo                    a floor with lots and robots, gone when you stop it
  rialto serve --demo=game               lobbies and queues with robots
  rialto serve --data /var/lib/rialto    a floor that stays
  rialto user create ada --role seller   an account, with a password that you type
  rialto config show --sources           every setting, and where it comes from
  rialto simulate matchmaking            how long players would wait, and how even matches would be

Exit codes: 0 done, 1 failed, 2 usage or settings, 3 not reachable, 4 not found, 5 refused, 6 conflict."
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run the server
    Serve(Serve),
    /// Print a link that makes the first admin, once, within half an hour
    #[command(after_help = "\
Examples:
  rialto setup-link
  rialto setup-link --config /etc/rialto/rialto.toml
For a server that runs, or that is started next. Links that were printed before go on working for their half hour;
none does once there is an admin. `serve` prints one itself as long as there is none.")]
    SetupLink {
        #[command(flatten)]
        settings: Settings,
    },
    /// Make accounts and look after them
    User(User),
    /// Make and explain access tokens
    Token(Token),
    /// Try the webhooks of the settings
    Webhook(Webhook),
    /// Look at the settings
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Try settings out on a crowd that nobody has yet
    Simulate(Simulate),
    /// Prove what an auction's journal says: its chain, its price, who has won, and that it was paid
    #[command(after_help = "\
Examples:
  rialto audit 1m7z8prnec5hz
  rialto audit auction:1m7z8prnec5hz --data /var/lib/rialto
It changes nothing, beside a running server or without one. Exit code 1 where something is not as it should be.")]
    Audit {
        #[command(flatten)]
        settings: Settings,
        /// Its id, or its room
        auction: String,
    },
    /// Replay every journal, and hold it against snapshots, lists, chains and books
    #[command(after_help = "\
Examples:
  rialto verify
  rialto verify --data /var/backups/rialto/2026-11-25
It changes nothing, beside a running server or without one. Exit code 1 where something is not as it should be; each
finding is a line with the room and what is wrong there.")]
    Verify {
        #[command(flatten)]
        settings: Settings,
    },
    /// Say which version this is
    Version,
}

/// Which settings to use. Built-in values come first, then the file, then `RIALTO__SECTION__KEY`, then these.
#[derive(Args, Debug)]
pub(super) struct Settings {
    /// Settings file; config/rialto.toml lists every setting
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Directory of the database, instead of `data.dir`
    #[arg(long, value_name = "DIR")]
    pub(super) data: Option<PathBuf>,
    /// Address and port, instead of `server.listen`; several with commas
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(super) listen: Option<String>,
}

#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  rialto serve
      Data in ./data, http://127.0.0.1:8080. Ctrl-C or SIGTERM stops it: clients are told, commits are flushed.
      As long as there is no admin it prints a link that makes the first one; `rialto setup-link` prints another.
  rialto serve --demo
      Lots, goods, talk, robots that bid and deal, and links that sign you in. Temporary data, this machine only.
  rialto serve --demo=game
      The same, beginning at the lobbies: robots host two, and take every match that you search for.
  rialto serve --config /etc/rialto/rialto.toml --listen 0.0.0.0:8080
      Reachable from other machines; put a proxy with TLS in front.
  RIALTO__LOG__FORMAT=json rialto serve
      Any setting can come from the environment.")]
pub(super) struct Serve {
    #[command(flatten)]
    pub(super) settings: Settings,
    /// Show a house in business with robots; temporary data, loopback only. `auction` begins at a lot, `game` at the lobbies
    #[arg(long, conflicts_with = "data", value_name = "auction|game", num_args = 0..=1, require_equals = true,
        default_missing_value = Show::Auction.as_str(), value_parser = show)]
    pub(super) demo: Option<Show>,
}

#[derive(Args, Debug)]
pub(super) struct User {
    #[command(subcommand)]
    pub(super) command: UserCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Make an account
    #[command(after_help = "\
Examples:
  rialto user create ada
  rialto user create bo --role seller
  pwgen 20 1 | rialto user create cy --role admin --password-stdin")]
    Create {
        #[command(flatten)]
        settings: Settings,
        /// Public name, 2 to 40 characters
        name: String,
        /// What they may do: user, seller, moderator, admin or app
        #[arg(long, default_value = "user", value_parser = role)]
        role: Role,
        #[command(flatten)]
        password: Password,
    },
    /// List accounts
    #[command(after_help = "\
Examples:
  rialto user list
  rialto user list --json | jq -r '.[] | select(.role == \"admin\") | .name'")]
    List {
        #[command(flatten)]
        settings: Settings,
        /// As JSON, for programs
        #[arg(long)]
        json: bool,
    },
    /// Change what somebody may do
    #[command(after_help = "\
Examples:
  rialto user set-role ada seller")]
    SetRole {
        #[command(flatten)]
        settings: Settings,
        /// Whose
        name: String,
        /// What they may do from now on: user, seller, moderator, admin or app
        #[arg(value_parser = role)]
        role: Role,
    },
    /// Give somebody a new password and sign them out everywhere
    #[command(after_help = "\
Examples:
  rialto user reset-password ada
  pwgen 20 1 | rialto user reset-password ada --password-stdin")]
    ResetPassword {
        #[command(flatten)]
        settings: Settings,
        /// Whose
        name: String,
        #[command(flatten)]
        password: Password,
    },
}

#[derive(Args, Debug)]
pub(super) struct Password {
    /// Read the password from standard input instead of asking
    #[arg(long)]
    password_stdin: bool,
}

impl Password {
    pub(super) fn from(&self) -> PasswordFrom {
        if self.password_stdin { PasswordFrom::Stdin } else { PasswordFrom::Terminal }
    }
}

#[derive(Args, Debug)]
pub(super) struct Token {
    #[command(subcommand)]
    pub(super) command: TokenCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum TokenCommand {
    /// Make an access token for an account, to try things out
    #[command(after_help = "\
Examples:
  rialto token create ada
  curl -H \"Authorization: Bearer $(rialto token create ada)\" http://127.0.0.1:8080/api/v1/me")]
    Create {
        #[command(flatten)]
        settings: Settings,
        /// Whose
        name: String,
        /// How long it is good, instead of `auth.access_ttl`
        #[arg(long, value_parser = period, value_name = "30s|15m|1h")]
        ttl: Option<Period>,
    },
    /// Read a token from standard input; say what it claims and whether it would be believed
    #[command(after_help = "\
Examples:
  rialto token create ada | rialto token inspect
  pbpaste | rialto token inspect --json")]
    Inspect {
        #[command(flatten)]
        settings: Settings,
        /// As JSON, for programs
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args, Debug)]
pub(super) struct Webhook {
    #[command(subcommand)]
    pub(super) command: WebhookCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum WebhookCommand {
    /// Send a signed `webhook:test` and say what is answered
    #[command(after_help = "\
Examples:
  rialto webhook test shop --config /etc/rialto/rialto.toml")]
    Test {
        #[command(flatten)]
        settings: Settings,
        /// Its name in `push.webhooks`
        name: String,
    },
}

#[derive(Args, Debug)]
pub(super) struct Simulate {
    #[command(subcommand)]
    pub(super) command: SimulateCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum SimulateCommand {
    /// Play an evening of matchmaking, and say how long people waited and how far apart they were
    #[command(after_help = "\
Examples:
  rialto simulate matchmaking
      50,000 players of the first game to begin with, with levels as they are set, sooner, later, narrower and wider.
  rialto simulate matchmaking --game config/games/arena.toml --mode team --players 5000
      What the mode of a file does to a smaller crowd.
  rialto simulate matchmaking --relax 1x1 --relax 0.5x1 --relax 0x4
      Levels as set; in half the time; all at once and four times as wide.
Choose the line whose waits you can bear and whose spread your players can, and set the mode's levels so.
The same seed gives the same evening.")]
    Matchmaking(SimulateMatchmaking),
}

#[derive(Args, Debug)]
pub(super) struct SimulateMatchmaking {
    /// The file of the game; the first of config/games where it is missing
    #[arg(long, value_name = "FILE")]
    pub(super) game: Option<PathBuf>,
    /// The mode; the first where it is missing
    #[arg(long)]
    pub(super) mode: Option<String>,
    /// How many people come
    #[arg(long, default_value_t = 50_000, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub(super) players: u32,
    /// How many hours the evening has
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=24))]
    pub(super) hours: u64,
    /// Of a hundred searches so many are of two or three friends
    #[arg(long, default_value_t = 20, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(super) parties: u8,
    /// Of a hundred who are asked so many do not take the match
    #[arg(long, default_value_t = 2, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=50))]
    pub(super) absent: u8,
    /// Levels changed so: how long they take, and how wide they are, times what is set; repeat to compare
    #[arg(long, value_name = "TIMExSKILL")]
    pub(super) relax: Vec<Relaxation>,
    /// Which evening
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Print the settings as they would be used
    #[command(after_help = "\
Examples:
  rialto config show
  rialto config show --sources --config /etc/rialto/rialto.toml")]
    Show {
        #[command(flatten)]
        settings: Settings,
        /// Also say where each comes from
        #[arg(long)]
        sources: bool,
    },
    /// Say whether the settings can be used, and if not, where and why
    #[command(after_help = "\
Examples:
  rialto config check --config /etc/rialto/rialto.toml && systemctl restart rialto")]
    Check {
        #[command(flatten)]
        settings: Settings,
    },
}

fn role(name: &str) -> Result<Role, String> {
    let names = || Role::ALL.map(Role::as_str).join(", ");
    Role::named(name).ok_or_else(|| format!("the roles are {}", names()))
}

fn show(name: &str) -> Result<Show, String> {
    let names = || Show::ALL.map(Show::as_str).join(", ");
    Show::named(name).ok_or_else(|| format!("the demos are {}", names()))
}

fn period(text: &str) -> Result<Period, &'static str> {
    text.parse()
}
