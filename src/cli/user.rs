//! `user create`, `list`, `set-role` and `reset-password`.

use super::{args::User, failure::Failure, load, password};

pub(super) fn run(user: User) -> Result<(), Failure> {
    use super::args::UserCommand::*;
    match user.command {
        Create { settings, name, role, password: from } => {
            let _ = (load(&settings)?, name, role, password(from.from())?);
        }
        List { settings, json } => {
            let _ = (load(&settings)?, json);
        }
        SetRole { settings, name, role } => {
            let _ = (load(&settings)?, name, role);
        }
        ResetPassword { settings, name, password: from } => {
            let _ = (load(&settings)?, name, password(from.from())?);
        }
    }
    Ok(())
}
