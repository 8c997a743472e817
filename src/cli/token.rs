//! `token create` and `inspect`.

use super::{args::Token, failure::Failure, load};

pub(super) fn run(token: Token) -> Result<(), Failure> {
    use super::args::TokenCommand::*;
    match token.command {
        Create { settings, name, ttl } => {
            let _ = (load(&settings)?, name, ttl);
        }
        Inspect { settings, json } => {
            let _ = (load(&settings)?, json);
        }
    }
    Ok(())
}
