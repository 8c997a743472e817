//! Parties and who is in them, as they are looked up.

use diesel::{
    BoolExpressionMethods, ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl, insert_into,
    update,
};

use super::{Project, Record, RoomKey};
use crate::{
    protocol::{
        id::{RoomId, UserId},
        party::{Event, Party},
    },
    store::{
        db::{Db, on_db},
        schema::{parties, party_members},
    },
};

impl Project for Party {
    fn project(
        db: &mut Db,
        key: RoomKey,
        _: &RoomId,
        records: &[Record<Event>],
    ) -> QueryResult<()> {
        records.iter().try_for_each(|record| take(db, key.0, &record.event))
    }
}

fn take(db: &mut Db, key: i64, event: &Event) -> QueryResult<()> {
    let party = parties::table.filter(parties::room.eq(key));
    match event {
        Event::Created { leader } => {
            let row = (
                parties::room.eq(key),
                parties::leader.eq(leader.0.number()),
                parties::closed.eq(false),
            );
            insert_into(parties::table).values(row).execute(db).map(drop)
        }
        Event::Joined { user, name } => {
            let row = (
                party_members::user_id.eq(user.0.number()),
                party_members::party.eq(key),
                party_members::name.eq(&**name),
                party_members::present.eq(true),
            );
            on_db!(db, |connection| insert_into(party_members::table)
                .values(row)
                .on_conflict((party_members::user_id, party_members::party))
                .do_update()
                .set((party_members::name.eq(&**name), party_members::present.eq(true)))
                .execute(connection))
            .map(drop)
        }
        Event::Left { user, why: _ } => {
            let row = party_members::table.filter(of(key, *user));
            update(row).set(party_members::present.eq(false)).execute(db).map(drop)
        }
        Event::Forgotten { user, positions: _ } => {
            let row = party_members::table.filter(of(key, *user));
            update(row).set(party_members::name.eq("")).execute(db).map(drop)
        }
        Event::Led { user } => {
            update(party).set(parties::leader.eq(user.0.number())).execute(db).map(drop)
        }
        Event::Closed => update(party).set(parties::closed.eq(true)).execute(db).map(drop),
        // Nothing of these is looked up.
        Event::Invited { .. }
        | Event::Declined { .. }
        | Event::Connected { .. }
        | Event::Queued { .. } => Ok(()),
    }
}

type Of = diesel::dsl::And<
    diesel::dsl::Eq<party_members::party, i64>,
    diesel::dsl::Eq<party_members::user_id, i64>,
>;

fn of(party: i64, user: UserId) -> Of {
    party_members::party.eq(party).and(party_members::user_id.eq(user.0.number()))
}
