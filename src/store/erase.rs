//! Erases an account. What is in rooms is erased by them, in steps; they are asked through the outbox in the
//! same transaction, so that nothing is forgotten wherever the power fails.

use diesel::{
    BoolExpressionMethods, ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl, delete, update,
};

use super::{
    NewOutbox, Store, StoreError, attachments,
    changes::{self, NewChange},
    db::{Db, Failed},
    outbox, pictures, play, push,
    schema::{keys, presence, sessions, users},
    users::Reason,
    work::{Effort, Temper},
};
use crate::protocol::{
    account::Change,
    frame::to_json,
    id::{RoomId, UserId},
    inbox::{self, ERASE},
    lobby::bodies::Whom,
    market::{self, MARKET},
};

impl Store {
    /// Erases an account; whether there was one.
    pub async fn erase_user(&self, user: UserId, reason: Reason) -> Result<bool, StoreError> {
        let effort = Effort { erases: true, ..Effort::default() };
        let work = move |db: &mut Db| erase(db, user, &reason).map_err(Failed::Query);
        self.submit(effort, Temper::May, work).await
    }
}

fn erase(db: &mut Db, user: UserId, reason: &Reason) -> QueryResult<bool> {
    let id = user.0.number();
    let there = users::table.filter(users::id.eq(id).and(users::erased_at_ms.is_null()));
    let nobody = format!("gone-{user}");
    let who = (users::name.eq(&nobody), users::name_folded.eq(&nobody));
    let reached = (users::email.eq(None::<String>), users::email_folded.eq(None::<String>));
    let known = (
        users::password.eq(None::<String>),
        users::issuer.eq(None::<String>),
        users::subject.eq(None::<String>),
    );
    let when = (users::valid_from_ms.eq(reason.at.ms()), users::erased_at_ms.eq(reason.at.ms()));
    if update(there).set((who, reached, known, when)).execute(db)? == 0 {
        return Ok(false);
    }
    delete(sessions::table.filter(sessions::user_id.eq(id))).execute(db)?;
    attachments::release_untaken(db, user)?;
    pictures::release(db, user)?;
    delete(keys::table.filter(keys::user_id.eq(id))).execute(db)?;
    delete(presence::table.filter(presence::user_id.eq(id))).execute(db)?;
    push::erase(db, user)?;
    let note = NewChange {
        user,
        family: None,
        what: Change::Erased,
        by: reason.by,
        reason: &reason.reason,
        staff: reason.by != Some(user),
        at: reason.at,
    };
    changes::note(db, &note)?;
    let room = RoomId::of(inbox::KIND, user);
    let row = NewOutbox { room, request: ERASE.to_owned(), data: "{}".to_owned(), at: reason.at };
    let mut rows = vec![row];
    let data = to_json(&Whom { user });
    rows.extend(play::forget(db, user)?.into_iter().map(|(room, request)| NewOutbox {
        room,
        request: request.to_owned(),
        data: data.clone(),
        at: reason.at,
    }));
    let (room, request) = (RoomId::from(MARKET), market::words::FORGET.to_owned());
    rows.push(NewOutbox { room, request, data, at: reason.at });
    outbox::add(db, &rows)?;
    Ok(true)
}
