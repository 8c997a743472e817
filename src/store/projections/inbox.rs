//! Notifications and blocks, as lists show them; and the conversations that stand beside an inbox.

use diesel::{
    BoolExpressionMethods, ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl, delete,
    insert_into, update,
};

use super::{Project, Record, RoomKey};
use crate::{
    protocol::{
        conversation::page::Beside,
        frame::to_json,
        id::{Id, Place, RoomId, UserId},
        inbox::{Event, Inbox, Raised},
        time::Time,
    },
    store::{
        db::{Db, on_db},
        push::{self, NewPush},
        queries::conversations,
        schema::{blocks, notifications},
    },
};

impl Project for Inbox {
    fn project(
        db: &mut Db,
        _: RoomKey,
        room: &RoomId,
        records: &[Record<Event>],
    ) -> QueryResult<()> {
        // An inbox without an owner takes nothing.
        let Some(owner) = owner(room) else { return Ok(()) };
        records.iter().try_for_each(|record| take(db, owner, record))
    }

    fn beside(db: &mut Db, room: &RoomId, now: Time) -> QueryResult<String> {
        let Some(owner) = owner(room) else { return Ok("{}".to_owned()) };
        Ok(to_json(&Beside { conversations: conversations::list(db, owner, now)? }))
    }
}

fn owner(room: &RoomId) -> Option<UserId> {
    room.key().parse::<Id>().ok().map(UserId)
}

fn take(db: &mut Db, owner: UserId, record: &Record<Event>) -> QueryResult<()> {
    match &record.event {
        Event::Raised(raised) => raise(db, owner, raised),
        Event::Read { ids } => read(db, owner, ids, record.at),
        Event::Dropped { ids } => {
            let these = notifications::table.filter(
                notifications::user_id
                    .eq(owner.0.number())
                    .and(notifications::id.eq_any(numbers(ids))),
            );
            delete(these).execute(db).map(drop)
        }
        Event::Blocked { user, on: true } => {
            let row = (blocks::user_id.eq(owner.0.number()), blocks::blocked.eq(user.0.number()));
            insert_into(blocks::table).values(row).execute(db).map(drop)
        }
        Event::Blocked { user, on: false } => {
            let row = blocks::user_id.eq(owner.0.number()).and(blocks::blocked.eq(user.0.number()));
            delete(blocks::table.filter(row)).execute(db).map(drop)
        }
        Event::Erased => {
            let own = blocks::user_id.eq(owner.0.number());
            delete(blocks::table.filter(own)).execute(db).map(drop)
        }
        // Nothing of these is in the lists.
        Event::Played { .. }
        | Event::Traded { .. }
        | Event::Wallet(_)
        | Event::Noted { note: _ }
        | Event::Counted { unread: _ }
        | Event::Preferred { .. }
        | Event::Joined { .. }
        | Event::Left { .. } => Ok(()),
    }
}

fn raise(db: &mut Db, owner: UserId, raised: &Raised) -> QueryResult<()> {
    let Raised { notification, listed, outward, until: _ } = raised;
    if !outward.is_empty() {
        let pushed = NewPush {
            user: owner,
            cause: notification.id.to_string(),
            channels: outward.clone(),
            payload: notification.leaving(),
            at: notification.created_at,
        };
        push::enqueue(db, &pushed)?;
    }
    if !listed {
        return Ok(());
    }
    let row = (
        notifications::user_id.eq(owner.0.number()),
        notifications::id.eq(notification.id.0.number()),
        notifications::topic.eq(notification.topic.as_str()),
        notifications::title.eq(&notification.title),
        notifications::message.eq(&notification.message),
        notifications::data.eq(to_json(&notification.data)),
        notifications::created_at_ms.eq(notification.created_at.ms()),
    );
    on_db!(db, |connection| insert_into(notifications::table).values(row).execute(connection))
        .map(drop)
}

fn read(db: &mut Db, owner: UserId, ids: &[Place], at: Time) -> QueryResult<()> {
    let these = notifications::user_id.eq(owner.0.number());
    let these = these.and(notifications::id.eq_any(numbers(ids)));
    update(notifications::table.filter(these))
        .set(notifications::read_at_ms.eq(at.ms()))
        .execute(db)
        .map(drop)
}

fn numbers(ids: &[Place]) -> impl Iterator<Item = i64> {
    ids.iter().map(|id| id.0.number())
}
