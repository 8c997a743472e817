//! Who asks: the bearer of a good token, or a guest. Each is counted against their limit on the way in.

use std::net::{IpAddr, Ipv4Addr};

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header::{self, HeaderMap},
    web,
};
use futures_util::future::LocalBoxFuture;

use crate::{
    domain::access::{Deed, may},
    gateway::{
        accounts::Device,
        address::Proxies,
        limiter::Limiter,
        standing::{Admitted, Standing},
    },
    http::problem::Denial,
    protocol::{account::FamilyId, fault::Fault, person::Person},
};

/// The address of a client whose connection has none.
const NOWHERE: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

/// Somebody signed in. As an argument of a handler it answers `unauthenticated` for everyone else.
#[derive(Clone, Debug)]
pub struct Known {
    /// Who, with the role as it is now.
    pub person: Person,
    /// Which sign-in, where they signed in here.
    pub family: Option<FamilyId>,
}

impl Known {
    /// Refuses whoever the table does not allow it.
    pub fn must(&self, deed: Deed) -> Result<(), Denial> {
        if may(self.person.role, deed) { Ok(()) } else { Err(Fault::Forbidden.into()) }
    }
}

/// Whether those without an account may look at what is public; welcome where nobody has said otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guests {
    /// They may.
    Welcome,
    /// They are told to sign in.
    Refused,
}

/// Anybody: a guest where there is no token, and guests are welcome. A token that is not good is refused
/// all the same.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Who, where they are signed in.
    pub person: Option<Person>,
}

/// From where a request comes.
#[derive(Clone, Debug)]
pub struct Client(pub Device);

impl FromRequest for Known {
    type Error = Denial;
    type Future = LocalBoxFuture<'static, Result<Self, Denial>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let admitted = admit(&request).await?.ok_or(Fault::Unauthenticated)?;
            Ok(Known { person: admitted.person, family: admitted.family })
        })
    }
}

impl FromRequest for Visitor {
    type Error = Denial;
    type Future = LocalBoxFuture<'static, Result<Self, Denial>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let admitted = admit(&request).await?;
            let guests = request.app_data::<web::Data<Guests>>().map(|guests| ***guests);
            if admitted.is_none() && guests == Some(Guests::Refused) {
                return Err(Fault::Unauthenticated.into());
            }
            Ok(Visitor { person: admitted.map(|admitted| admitted.person) })
        })
    }
}

impl FromRequest for Client {
    type Error = Denial;
    type Future = std::future::Ready<Result<Self, Denial>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let agent = request.headers().get(header::USER_AGENT);
        let user_agent = agent.and_then(|agent| agent.to_str().ok()).unwrap_or_default().to_owned();
        std::future::ready(Ok(Client(Device { address: address(request), user_agent })))
    }
}

/// The bearer of the token, if there is one, counted; or the guest, counted by address.
async fn admit(request: &HttpRequest) -> Result<Option<Admitted>, Denial> {
    let limiter = part::<Limiter>(request)?;
    // Before the token is looked at: whoever sends bad ones is counted as well.
    let Some(token) = bearer(request.headers())? else {
        limiter.guest_request(address(request))?;
        return Ok(None);
    };
    let standing = part::<Standing>(request)?;
    match standing.admit(&token).await {
        Ok(admitted) => {
            limiter.request(admitted.person.id, address(request))?;
            Ok(Some(admitted))
        }
        Err(why) => {
            limiter.guest_request(address(request))?;
            Err(why.into())
        }
    }
}

/// The token of the one `Authorization` header; another scheme, or two headers, are no token.
pub fn bearer(headers: &HeaderMap) -> Result<Option<String>, Denial> {
    let mut given = headers.get_all(header::AUTHORIZATION);
    let (Some(first), second) = (given.next(), given.next()) else {
        return Ok(None);
    };
    let token = first.to_str().ok().and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
    });
    match (token, second) {
        (Some(token), None) => Ok(Some(token)),
        (None, _) | (Some(_), Some(_)) => Err(Fault::Unauthenticated.into()),
    }
}

/// The client's address, through trusted proxies.
pub fn address(request: &HttpRequest) -> IpAddr {
    let peer = request.peer_addr().map(|peer| peer.ip());
    match request.app_data::<web::Data<Proxies>>() {
        Some(proxies) => address_of(peer, request.headers(), proxies),
        None => peer.unwrap_or(NOWHERE),
    }
}

/// The same of a request that has not come through the application.
pub fn address_of(peer: Option<IpAddr>, headers: &HeaderMap, proxies: &Proxies) -> IpAddr {
    let forwarded = headers.get_all("X-Forwarded-For");
    proxies.client(peer.unwrap_or(NOWHERE), forwarded.filter_map(|value| value.to_str().ok()))
}

/// A part of the server that was registered when it was put together.
fn part<T: 'static>(request: &HttpRequest) -> Result<&web::Data<T>, Denial> {
    request.app_data::<web::Data<T>>().ok_or_else(|| {
        log::error!("{} is not registered with the server", std::any::type_name::<T>());
        Fault::Internal { request_id: "assembly".to_owned() }.into()
    })
}
