//! `config show` and `config check`.

use super::{args::Settings, failure::Failure, load};
use crate::config::Show;

pub(super) fn show(settings: &Settings, show: Show) -> Result<(), Failure> {
    print!("{}", load(settings)?.effective(show));
    Ok(())
}

pub(super) fn check(settings: &Settings) -> Result<(), Failure> {
    let loaded = load(settings)?;
    loaded.config.games.read()?;
    println!(
        "The settings are fine; {} of them were given, the rest are built in.",
        loaded.sources.len()
    );
    Ok(())
}
