//! Conversations, who belongs to them and what was said, as lists and pages show it.

use diesel::{
    BoolExpressionMethods, ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl, delete,
    insert_into, update,
};

use super::{Project, Record, RoomKey};
use crate::{
    protocol::{
        conversation::{Conversation, Event, Kind, Sent},
        frame::{to_json, word},
        id::{RoomId, Seq, UserId},
        time::Time,
    },
    store::{
        attachments,
        db::{Db, on_db},
        schema::{conversations, members, message_signs, message_versions, messages, reports},
        update::update_kept,
    },
};

impl Project for Conversation {
    fn project(
        db: &mut Db,
        key: RoomKey,
        _: &RoomId,
        records: &[Record<Event>],
    ) -> QueryResult<()> {
        records.iter().try_for_each(|record| take(db, key.0, record))
    }
}

fn take(db: &mut Db, key: i64, record: &Record<Event>) -> QueryResult<()> {
    let (at, seq) = (record.at, record.seq);
    match &record.event {
        Event::Created { kind, title, about: _ } => create(db, key, at, *kind, title.as_deref()),
        Event::Joined { user, name, .. } => join(db, key, seq, *user, name),
        Event::Left { user, .. } => part(db, key, *user),
        Event::Renamed { title, by: _ } => {
            let row = conversations::table.filter(conversations::room.eq(key));
            update(row).set(conversations::title.eq(title)).execute(db).map(drop)
        }
        Event::Sent(sent) => say(db, key, at, sent),
        Event::Edited { message, content, mentions, flagged: _ } => {
            let mentions = to_json(mentions);
            say_otherwise(db, key, at, seq, message.0, content.as_deref(), &mentions)
        }
        Event::Deleted { message, by: _, settles: _ } => unsay(db, key, &[message.0]),
        Event::Hidden { message, on, .. } => {
            let row = messages::conversation.eq(key).and(messages::seq.eq(message.0.number()));
            update(messages::table.filter(row)).set(messages::hidden.eq(on)).execute(db).map(drop)
        }
        Event::Reacted { message, user, emoji, on } => {
            sign(db, key, seq, message.0, *user, emoji, *on)
        }
        Event::Read { user, up_to, told: _, settles: _ } => {
            let row = members::conversation.eq(key).and(members::user_id.eq(user.0.number()));
            let read = update_kept(&members::table, row, members::read_seq.eq(up_to.number()));
            on_db!(db, |connection| read.execute(connection)).map(drop)
        }
        Event::Muted { user, on, until } => {
            let row = members::conversation.eq(key).and(members::user_id.eq(user.0.number()));
            let muted = (members::muted.eq(on), members::muted_until_ms.eq(until.map(Time::ms)));
            update(members::table.filter(row)).set(muted).execute(db).map(drop)
        }
        Event::Reported { message, by, reason } => {
            let row = (
                reports::conversation.eq(key),
                reports::message.eq(message.0.number()),
                reports::by_user.eq(by.0.number()),
                reports::reason.eq(reason),
                reports::at_ms.eq(at.ms()),
            );
            insert_into(reports::table).values(row).execute(db).map(drop)
        }
        Event::Forgotten { user, settles: _ } => forget(db, key, *user),
        Event::Closed { by: _ } => {
            let row = conversations::table.filter(conversations::room.eq(key));
            update(row).set(conversations::closed.eq(true)).execute(db)?;
            delete(members::table.filter(members::conversation.eq(key))).execute(db).map(drop)
        }
        Event::Purged { positions } => unsay(db, key, positions),
        // Nothing of these is in the lists.
        Event::Delivered { .. }
        | Event::Slowed { .. }
        | Event::Listed { .. }
        | Event::Silenced { .. }
        | Event::Followed { seq: _ }
        | Event::Notified { users: _ }
        | Event::Profiled { .. } => Ok(()),
    }
}

fn create(db: &mut Db, key: i64, at: Time, kind: Kind, title: Option<&str>) -> QueryResult<()> {
    let row = (
        conversations::room.eq(key),
        conversations::kind.eq(kind.as_str()),
        conversations::title.eq(title),
        conversations::closed.eq(false),
        conversations::created_at_ms.eq(at.ms()),
    );
    insert_into(conversations::table).values(row).execute(db).map(drop)
}

fn join(db: &mut Db, key: i64, seq: Seq, user: UserId, name: &str) -> QueryResult<()> {
    let fresh = (
        members::read_seq.eq(seq.number()),
        members::muted.eq(false),
        members::muted_until_ms.eq(None::<i64>),
        members::away.eq(false),
    );
    let row = (
        members::conversation.eq(key),
        members::user_id.eq(user.0.number()),
        members::name.eq(name),
        fresh,
    );
    on_db!(db, |connection| insert_into(members::table)
        .values(row)
        .on_conflict((members::conversation, members::user_id))
        .do_update()
        .set(fresh)
        .execute(connection))
    .map(drop)
}

/// One of two stays known by name, for the other's list.
fn part(db: &mut Db, key: i64, user: UserId) -> QueryResult<()> {
    let member = members::conversation.eq(key).and(members::user_id.eq(user.0.number()));
    let member = members::table.filter(member);
    let kind = conversations::table.filter(conversations::room.eq(key));
    let kind = kind.select(conversations::kind).first::<String>(db)?;
    if kind == Kind::Direct.as_str() {
        update(member).set(members::away.eq(true)).execute(db).map(drop)
    } else {
        delete(member).execute(db).map(drop)
    }
}

fn say(db: &mut Db, key: i64, at: Time, sent: &Sent) -> QueryResult<()> {
    let row = (
        messages::conversation.eq(key),
        messages::seq.eq(sent.message.0.number()),
        messages::author.eq(sent.author.0.number()),
        messages::author_name.eq(&*sent.name),
        messages::content.eq(sent.content.as_deref()),
        messages::content_type.eq(word(&sent.content_type)),
        messages::reply_to.eq(sent.reply_to.map(|message| message.0.number())),
        messages::mentions.eq(to_json(&sent.mentions)),
        messages::at_ms.eq(at.ms()),
        messages::deleted.eq(sent.content.is_none()),
        messages::hidden.eq(false),
    );
    on_db!(db, |connection| insert_into(messages::table).values(row).execute(connection))?;
    attachments::take(db, &sent.attachments, sent.author, key, sent.message.0)
}

fn say_otherwise(
    db: &mut Db,
    key: i64,
    at: Time,
    seq: Seq,
    message: Seq,
    content: Option<&str>,
    mentions: &str,
) -> QueryResult<()> {
    let row = messages::conversation.eq(key).and(messages::seq.eq(message.number()));
    let before = messages::table.filter(row).select(messages::content);
    let before = before.first::<Option<String>>(db)?;
    if let Some(before) = before {
        let version = (
            message_versions::conversation.eq(key),
            message_versions::message.eq(message.number()),
            message_versions::seq.eq(seq.number()),
            message_versions::content.eq(before),
            message_versions::until_ms.eq(at.ms()),
        );
        insert_into(message_versions::table).values(version).execute(db)?;
    }
    let said = (
        messages::content.eq(content),
        messages::mentions.eq(mentions),
        messages::edited_at_ms.eq(at.ms()),
    );
    update(messages::table.filter(row)).set(said).execute(db).map(drop)
}

/// What was said at these positions is gone; the rows stay.
fn unsay(db: &mut Db, key: i64, positions: &[Seq]) -> QueryResult<()> {
    for seq in positions {
        let row = messages::conversation.eq(key).and(messages::seq.eq(seq.number()));
        let nothing = (
            messages::content.eq(None::<String>),
            messages::mentions.eq("[]"),
            messages::deleted.eq(true),
        );
        if update(messages::table.filter(row)).set(nothing).execute(db)? == 0 {
            // Where it was said otherwise, or somebody joined.
            continue;
        }
        attachments::release(db, key, *seq)?;
        let versions = message_versions::conversation.eq(key);
        let versions = versions.and(message_versions::message.eq(seq.number()));
        delete(message_versions::table.filter(versions)).execute(db)?;
        let signs = message_signs::conversation.eq(key);
        let signs = signs.and(message_signs::message.eq(seq.number()));
        delete(message_signs::table.filter(signs)).execute(db)?;
    }
    Ok(())
}

fn sign(
    db: &mut Db,
    key: i64,
    seq: Seq,
    message: Seq,
    user: UserId,
    emoji: &str,
    on: bool,
) -> QueryResult<()> {
    let user = user.0.number();
    if on {
        let row = (
            message_signs::conversation.eq(key),
            message_signs::message.eq(message.number()),
            message_signs::seq.eq(seq.number()),
            message_signs::emoji.eq(emoji),
            message_signs::user_id.eq(user),
        );
        return insert_into(message_signs::table).values(row).execute(db).map(drop);
    }
    let row = message_signs::conversation
        .eq(key)
        .and(message_signs::message.eq(message.number()))
        .and(message_signs::emoji.eq(emoji))
        .and(message_signs::user_id.eq(user));
    delete(message_signs::table.filter(row)).execute(db).map(drop)
}

/// An account is erased: its name at once, what it said in the steps that follow.
fn forget(db: &mut Db, key: i64, user: UserId) -> QueryResult<()> {
    let user = user.0.number();
    let said =
        messages::table.filter(messages::conversation.eq(key).and(messages::author.eq(user)));
    let gone = (messages::author_name.eq(""), messages::deleted.eq(true));
    update(said).set(gone).execute(db)?;
    let signs = message_signs::conversation.eq(key).and(message_signs::user_id.eq(user));
    delete(message_signs::table.filter(signs)).execute(db)?;
    let member = members::conversation.eq(key).and(members::user_id.eq(user));
    update(members::table.filter(member)).set(members::name.eq("")).execute(db).map(drop)
}
