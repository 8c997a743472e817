//! Looks up what rules must know of the world beyond their rooms.

use diesel::{
    BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, RunQueryDsl,
};

use super::{
    Store, StoreError, attachments, books,
    db::Db,
    play,
    queries::read_user,
    schema::{auctions, blocks, rooms, users},
};
use crate::protocol::{
    auction::Status,
    facts::{Facts, Needs, PublicLot},
    id::{RoomId, UserId},
    person::{Person, Role},
};

impl Store {
    /// What `asker` needs for a request.
    pub async fn facts(&self, asker: UserId, needs: Needs) -> Result<Facts, StoreError> {
        // Without the system's randomness nothing that needs it is made.
        let chance =
            if needs.chance { getrandom::u64().map_err(|_| StoreError::Unavailable)? } else { 0 };
        self.read(move |db| {
            let party = needs.party.map(|room| play::party(db, room)).transpose()?.flatten();
            let mut facts = Facts {
                people: people(db, &needs.users)?,
                blocks: blocks_between(db, asker, &needs.users)?,
                attachments: attachments::free(db, asker, &needs.attachments)?,
                auction: needs.auction.map(|room| lot(db, room)).transpose()?.flatten(),
                chance,
                item_taken: needs.item.map_or(Ok(false), |item| books::is_open(db, &item))?,
                payment: needs.reference.as_ref().map_or(Ok(None), |id| books::paid(db, id))?,
                reference: needs.reference,
                ..Facts::default()
            };
            if let Some(play) = needs.play {
                let members = party.iter().flat_map(|party| &party.members).map(|(user, _)| *user);
                let users: Vec<UserId> =
                    std::iter::once(asker).chain(needs.users).chain(members).collect();
                play::look(db, play, &users, &mut facts)?;
            }
            facts.party = party;
            Ok(facts)
        })
        .await
    }
}

fn people(db: &mut Db, ids: &[UserId]) -> QueryResult<Vec<Person>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = users::table
        .filter(users::id.eq_any(ids.iter().map(|id| id.0.number())))
        .filter(users::erased_at_ms.is_null())
        .select((users::id, users::name, users::role))
        .load::<(i64, String, String)>(db)?;
    let person = |(id, name, role): (i64, String, String)| Person {
        id: read_user(id),
        name: name.into(),
        role: Role::named(&role).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(person).collect())
}

fn blocks_between(
    db: &mut Db,
    asker: UserId,
    others: &[UserId],
) -> QueryResult<Vec<(UserId, UserId)>> {
    if others.is_empty() {
        return Ok(Vec::new());
    }
    let (asker, others) = (asker.0.number(), others.iter().map(|id| id.0.number()));
    let by = blocks::user_id.eq(asker).and(blocks::blocked.eq_any(others.clone()));
    let of = blocks::blocked.eq(asker).and(blocks::user_id.eq_any(others));
    let rows = blocks::table.filter(by.or(of)).load::<(i64, i64)>(db)?;
    Ok(rows.into_iter().map(|(one, other)| (read_user(one), read_user(other))).collect())
}

fn lot(db: &mut Db, room: RoomId) -> QueryResult<Option<PublicLot>> {
    let row = auctions::table
        .inner_join(rooms::table)
        .filter(rooms::id.eq(room.as_str()))
        .filter(auctions::status.ne(Status::Draft.as_str()))
        .select((auctions::seller, auctions::seller_name, auctions::title))
        .first::<(i64, String, String)>(db)
        .optional()?;
    Ok(row.map(|(seller, seller_name, title)| PublicLot {
        room,
        seller: read_user(seller),
        seller_name,
        title,
    }))
}
