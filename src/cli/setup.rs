//! `setup-link`, and the link that `serve` prints as long as there is no admin.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::{
    args::Settings,
    desk::{Desk, Missing, at, declined},
    failure::{Exit, Failure},
};
use crate::{config::Config, gateway::setup::SetupLinks};

/// Makes a link and prints it.
pub(super) fn run(settings: &Settings) -> Result<(), Failure> {
    at(
        settings,
        Missing::Make,
        |_| (),
        async |desk: &Desk| {
            if desk.accounts.is_set_up().await.map_err(declined("look for an admin"))? {
                return Err(Failure::new(
                    Exit::Conflict,
                    "there is an admin already",
                    "a setup link makes the first one",
                    "make more with `rialto user create NAME --role admin`",
                ));
            }
            let links = SetupLinks::of(&desk.config.data.dir);
            let code = links.add(desk.clock.now()).map_err(|error| {
                let folder = desk.config.data.dir.display();
                let what = format!("cannot write into {folder}");
                Failure::new(Exit::NotReachable, what, error, "run it as the user of the server")
            })?;
            println!("{}", link(&desk.config, &desk.config.server.listen, &code));
            Ok(())
        },
    )
}

/// What a browser is given that comes from here.
pub(super) fn base(config: &Config, addresses: &[SocketAddr]) -> String {
    if let Some(public) = &config.public_url {
        return public.to_string();
    }
    let reachable = |address: &SocketAddr| match address.ip() {
        ip if !ip.is_unspecified() => *address,
        IpAddr::V4(_) => SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), address.port()),
        IpAddr::V6(_) => SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), address.port()),
    };
    addresses.first().map(|address| format!("http://{}", reachable(address))).unwrap_or_default()
}

/// The page where the code is used.
pub(super) fn link(config: &Config, addresses: &[SocketAddr], code: &str) -> String {
    format!("{}/setup/{code}", base(config, addresses))
}
