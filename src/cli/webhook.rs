//! `webhook test`.

use super::{
    args::{Webhook, WebhookCommand},
    credentials,
    failure::{Exit, Failure},
    load,
};
use crate::{clock::Clock, post::Office};

pub(super) fn run(webhook: Webhook) -> Result<(), Failure> {
    let WebhookCommand::Test { settings, name } = webhook.command;
    let config = load(&settings)?.config;
    let office = Office::open(&config, credentials().as_deref()).map_err(|why| {
        Failure::usage("webhooks cannot be used", why, "see `push` in config/rialto.toml")
    })?;
    let asked = office.test(&name, Clock::system().now());
    match actix::System::new().block_on(asked) {
        None => {
            let what = format!("there is no webhook {name}");
            let why = "no `push.webhooks` is called so";
            Err(Failure::new(Exit::NotFound, what, why, "see `rialto config show`"))
        }
        Some(Ok(answer)) if (200..=299).contains(&answer.status) => {
            println!("{name} answered {}.", answer.status);
            Ok(())
        }
        Some(Ok(answer)) => {
            let why = format!("it answered {}", answer.status);
            Err(Failure::new(Exit::Refused, format!("{name} does not take it"), why, REMEDY))
        }
        Some(Err(why)) => {
            Err(Failure::new(Exit::NotReachable, format!("{name} cannot be told"), why, REMEDY))
        }
    }
}

/// What to try.
const REMEDY: &str = "look at its log, its url and its secret";
