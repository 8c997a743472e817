//! What the house knows of me, and that it forgets me: `GET /api/v1/me/export`, `DELETE /api/v1/me`.

use std::io;

use actix_web::{HttpResponse, delete, get, http::header, web};
use bytes::Bytes;
use futures_util::stream;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    gateway::{accounts::Accounts, limiter::Limiter},
    http::{
        auctions::unlisted,
        body::Body,
        identity::{Client, Known},
        problem::{Denial, ErrorBody},
    },
    protocol::{
        conversation::{page::Listed, view::Message},
        fault::Fault,
        frame::to_json,
        id::{RoomId, UserId},
        inbox::Notification,
        money::Money,
        person::Role,
        secret::Secret,
        time::Time,
    },
    rooms::{self, Rooms},
    store::{ListError, OwnBid, PAGE_ROWS_MAX, Store},
};

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(export).service(erase);
}

/// Everything but the messages, which follow in pieces.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Export {
    exported_at: Time,
    account: Account,
    sign_ins: Vec<SignIn>,
    conversations: Vec<Listed>,
    notifications: Vec<Notification>,
    /// As its state shows it: preferences and whom I have blocked are in it.
    inbox: Option<Box<RawValue>>,
    bids: Vec<Bid>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    id: UserId,
    name: String,
    role: Role,
    email: Option<String>,
    created_at: Time,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SignIn {
    created_at: Time,
    used_at: Time,
    user_agent: String,
    address: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Bid {
    auction: RoomId,
    amount: Money,
    at: Time,
    removed_at: Option<Time>,
}

impl From<OwnBid> for Bid {
    fn from(bid: OwnBid) -> Self {
        let OwnBid { auction, amount, at, removed_at } = bid;
        Bid { auction, amount, at, removed_at }
    }
}

#[derive(Serialize)]
struct Said {
    conversation: RoomId,
    message: Message,
}

/// Everything that is kept of me, as one JSON object: account, sign-ins, conversations, notifications, inbox, bids
/// and what I have said.
#[utoipa::path(tag = "me", security(("bearer" = [])),
    responses((status = 200, body = Object), (status = "default", body = ErrorBody)))]
#[get("/me/export")]
async fn export(
    known: Known,
    accounts: web::Data<Accounts>,
    limiter: web::Data<Limiter>,
    store: web::Data<Store>,
    rooms: web::Data<Rooms>,
) -> Result<HttpResponse, Denial> {
    let user = known.person.id;
    // It costs more than others.
    limiter.write(user)?;
    let unread = |why| unlisted(ListError::Store(why));
    let account = accounts.user(user).await?;
    let now = rooms.now();
    let inbox = rooms.look(rooms::inbox(user), Some(known.person)).await;
    let sign_ins = store.families(user, now).await.map_err(unread)?;
    let export = Export {
        exported_at: now,
        account: Account {
            id: user,
            name: account.name,
            role: account.role,
            email: account.email,
            created_at: account.created_at,
        },
        sign_ins: sign_ins
            .into_iter()
            .map(|family| SignIn {
                created_at: family.created_at,
                used_at: family.used_at,
                user_agent: family.user_agent,
                address: family.address,
            })
            .collect(),
        conversations: store.conversations(user, rooms.now()).await.map_err(unread)?,
        notifications: notifications(&store, user).await?,
        inbox: inbox.data,
        bids: store.own_bids(user).await.map_err(unread)?.into_iter().map(Bid::from).collect(),
    };
    let mut head = to_json(&export);
    head.truncate(head.len() - 1);
    head.push_str(",\"messages\":[");
    let pieces = stream::unfold(Piece::Head(head), move |piece| {
        let store = store.clone();
        async move { next(&store, user, piece).await }
    });
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"rialto-export.json\""))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .streaming(Box::pin(pieces)))
}

/// What is sent next.
enum Piece {
    Head(String),
    Messages { after: i64, is_first: bool },
    Tail,
    Nothing,
}

async fn next(store: &Store, user: UserId, piece: Piece) -> Option<(io::Result<Bytes>, Piece)> {
    match piece {
        Piece::Head(head) => {
            let next = Piece::Messages { after: 0, is_first: true };
            Some((Ok(Bytes::from(head)), next))
        }
        Piece::Messages { after, is_first } => {
            // Without its end nobody takes it for the whole.
            let Ok((said, next)) = store.own_messages(user, after).await else {
                return Some((Err(io::Error::other("the store cannot read now")), Piece::Nothing));
            };
            let mut text = String::new();
            for (place, (conversation, message)) in said.into_iter().enumerate() {
                if !(is_first && place == 0) {
                    text.push(',');
                }
                text.push_str(&to_json(&Said { conversation, message }));
            }
            let next = next.map_or(Piece::Tail, |after| Piece::Messages { after, is_first: false });
            Some((Ok(Bytes::from(text)), next))
        }
        Piece::Tail => Some((Ok(Bytes::from_static(b"]}")), Piece::Nothing)),
        Piece::Nothing => None,
    }
}

async fn notifications(store: &Store, user: UserId) -> Result<Vec<Notification>, Denial> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = store.notifications(user, false, Some(PAGE_ROWS_MAX), after.as_deref()).await;
        let (page, _) = page.map_err(unlisted)?;
        all.extend(page.items);
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(all),
        }
    }
}

/// That it is meant.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Farewell {
    /// My password, where I have one here.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password)]
    password: Option<Secret>,
    /// My name as it is written, so that nobody is erased by mistake.
    name: String,
}

/// Erases my account: name, address, password and sign-ins at once; what I have said, my notifications and files
/// within moments. Bids stay, under the name that they were made by.
#[utoipa::path(tag = "me", request_body = Farewell, security(("bearer" = [])),
    responses((status = 204), (status = "default", body = ErrorBody)))]
#[delete("/me")]
async fn erase(
    known: Known,
    accounts: web::Data<Accounts>,
    limiter: web::Data<Limiter>,
    rooms: web::Data<Rooms>,
    Client(device): Client,
    Body(Farewell { password, name }): Body<Farewell>,
) -> Result<HttpResponse, Denial> {
    limiter.write(known.person.id)?;
    if name != *known.person.name {
        return Err(Fault::field("name", "wrong_value", "the name of the account").into());
    }
    accounts.erase(known.person.id, password.as_ref(), &device).await?;
    rooms.nudge();
    Ok(HttpResponse::NoContent().finish())
}
