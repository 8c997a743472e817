//! One-time links: the page that one opens asks here who it signs in.

use actix_web::{HttpResponse, http::StatusCode, web};

use crate::{
    clock::Clock,
    gateway::{accounts::Accounts, limiter::Limiter, links::Links},
    http::{auth::entered, identity::Client, problem::Denial, seat::Seat},
    protocol::fault::Fault,
};

/// Uses a link up and signs in. A link that was used, is too old or never was is `not_found`.
/// Without [`Links`] among the parts of the server there are none.
pub(super) async fn redeem(
    code: web::Path<String>,
    links: Option<web::Data<Links>>,
    accounts: web::Data<Accounts>,
    limiter: web::Data<Limiter>,
    clock: web::Data<Clock>,
    Client(device): Client,
    seat: Seat,
) -> Result<HttpResponse, Denial> {
    limiter.guest_request(device.address)?;
    let user = links.and_then(|links| links.redeem(&code, clock.now())).ok_or(Fault::NotFound)?;
    let user = accounts.user(user).await?;
    let signed = accounts.sign_in(&user, &device).await?;
    Ok(entered(StatusCode::OK, signed, &seat))
}
