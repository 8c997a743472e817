//! `serve`.

use super::{args::Serve, credentials, failure::Failure, load};

pub(super) fn run(serve: Serve) -> Result<(), Failure> {
    let _ = (serve.demo, credentials());
    let _loaded = load(&serve.settings)?;
    Ok(())
}
