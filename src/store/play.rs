//! What people play: in which lobbies they are, what they search for, how well they play, with whom.

use diesel::{
    BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult,
    RunQueryDsl, delete,
};

use super::{
    Store, StoreError,
    db::Db,
    queries::read_user,
    schema::{blocks, lobbies, lobby_members, parties, party_members, ratings, rooms, tickets},
};
use crate::protocol::{
    facts::{Facts, Party, Play},
    id::{RoomId, UserId},
    lobby,
    matchmaking::{self, queue_of},
    party,
    rating::Rating,
    time::Time,
};

/// How well somebody plays: the game, the mode, and how well.
pub(super) type Rated = (String, String, Rating);

impl Store {
    /// How well a user plays, by game and mode.
    pub async fn ratings(&self, user: UserId) -> Result<Vec<Rated>, StoreError> {
        let read = move |db: &mut Db| rated(db, &[user]);
        let rows = self.read(read).await?;
        Ok(rows.into_iter().map(|(_, game, mode, rating)| (game, mode, rating)).collect())
    }

    /// What a user searches for: the games with their tickets.
    pub async fn tickets(&self, user: UserId) -> Result<Vec<String>, StoreError> {
        self.read(move |db| {
            tickets::table
                .filter(tickets::user_id.eq(user.0.number()))
                .order(tickets::game)
                .select(tickets::ticket)
                .load::<String>(db)
        })
        .await
    }

    /// The open lobby with this code.
    pub async fn lobby_with(&self, code: String) -> Result<Option<RoomId>, StoreError> {
        self.read(move |db| {
            let room = lobbies::table
                .inner_join(rooms::table)
                .filter(lobbies::code.eq(&code).and(lobbies::closed.eq(false)))
                .order(lobbies::room.desc())
                .select(rooms::id)
                .first::<String>(db)
                .optional()?;
            Ok(room.map(|room| RoomId::from(room.as_str())))
        })
        .await
    }

    /// The lobbies that a user is in.
    pub async fn lobbies_of(&self, user: UserId) -> Result<Vec<RoomId>, StoreError> {
        let rows = self.read(move |db| present_in(db, &[user])).await?;
        Ok(rows.into_iter().map(|(_, room, _)| room).collect())
    }

    /// The party that a user is in.
    pub async fn party_of(&self, user: UserId) -> Result<Option<RoomId>, StoreError> {
        let rows = self.read(move |db| parties_of(db, &[user])).await?;
        Ok(rows.into_iter().map(|(_, room)| room).next())
    }
}

/// Looks up what these users play.
pub(super) fn look(
    db: &mut Db,
    play: Play,
    users: &[UserId],
    facts: &mut Facts,
) -> QueryResult<()> {
    facts.lobbies = present_in(db, users)?;
    facts.parties = parties_of(db, users)?;
    let rows = tickets::table
        .filter(tickets::user_id.eq_any(numbers(users)))
        .select((tickets::user_id, tickets::game))
        .load::<(i64, String)>(db)?;
    facts.searches = rows.into_iter().map(|(user, game)| (read_user(user), game)).collect();
    if play == Play::How {
        facts.ratings = rated(db, users)?;
        let rows =
            blocks::table.filter(blocks::user_id.eq_any(numbers(users))).load::<(i64, i64)>(db)?;
        facts.avoided =
            rows.into_iter().map(|(one, other)| (read_user(one), read_user(other))).collect();
    }
    Ok(())
}

/// An account is erased: its ratings go, and these rooms are asked to forget it.
pub(super) fn forget(db: &mut Db, user: UserId) -> QueryResult<Vec<(RoomId, &'static str)>> {
    let id = user.0.number();
    delete(ratings::table.filter(ratings::user_id.eq(id))).execute(db)?;
    let been_in = lobby_members::table
        .inner_join(lobbies::table.inner_join(rooms::table))
        .filter(lobby_members::user_id.eq(id))
        .select(rooms::id)
        .load::<String>(db)?;
    let parties = party_members::table
        .inner_join(parties::table.inner_join(rooms::table))
        .filter(party_members::user_id.eq(id))
        .select(rooms::id)
        .load::<String>(db)?;
    let searched = tickets::table.filter(tickets::user_id.eq(id));
    let searched = searched.select(tickets::game).load::<String>(db)?;
    let named = |rooms: Vec<String>, request| {
        rooms.into_iter().map(move |room| (RoomId::from(room.as_str()), request))
    };
    let queues = searched.iter().map(|game| (queue_of(game), matchmaking::bodies::FORGET));
    let rooms = named(been_in, lobby::words::FORGET).chain(named(parties, party::words::FORGET));
    Ok(rooms.chain(queues).collect())
}

/// Who is in a party; nothing where there is no such party.
pub(super) fn party(db: &mut Db, room: RoomId) -> QueryResult<Option<Party>> {
    let found = parties::table
        .inner_join(rooms::table)
        .filter(rooms::id.eq(room.as_str()).and(parties::closed.eq(false)))
        .select((parties::room, parties::leader))
        .first::<(i64, i64)>(db)
        .optional()?;
    let Some((key, leader)) = found else { return Ok(None) };
    let rows = party_members::table
        .filter(party_members::party.eq(key).and(party_members::present.eq(true)))
        .order(party_members::user_id)
        .select((party_members::user_id, party_members::name))
        .load::<(i64, String)>(db)?;
    let members = rows.into_iter().map(|(user, name)| (read_user(user), name.into())).collect();
    Ok(Some(Party { room, leader: read_user(leader), members }))
}

fn numbers(users: &[UserId]) -> impl Iterator<Item = i64> {
    users.iter().map(|user| user.0.number())
}

fn parties_of(db: &mut Db, users: &[UserId]) -> QueryResult<Vec<(UserId, RoomId)>> {
    let rows = party_members::table
        .inner_join(parties::table.inner_join(rooms::table))
        .filter(party_members::user_id.eq_any(numbers(users)))
        .filter(party_members::present.eq(true).and(parties::closed.eq(false)))
        .order(parties::room.desc())
        .select((party_members::user_id, rooms::id))
        .load::<(i64, String)>(db)?;
    Ok(rows.into_iter().map(|(user, room)| (read_user(user), room.as_str().into())).collect())
}

fn present_in(db: &mut Db, users: &[UserId]) -> QueryResult<Vec<(UserId, RoomId, String)>> {
    let rows = lobby_members::table
        .inner_join(lobbies::table.inner_join(rooms::table))
        .filter(lobby_members::user_id.eq_any(numbers(users)))
        .filter(lobby_members::present.eq(true).and(lobbies::closed.eq(false)))
        .order(lobbies::room)
        .select((lobby_members::user_id, rooms::id, lobbies::game))
        .load::<(i64, String, String)>(db)?;
    let found = rows.into_iter();
    Ok(found.map(|(user, room, game)| (read_user(user), room.as_str().into(), game)).collect())
}

fn rated(db: &mut Db, users: &[UserId]) -> QueryResult<Vec<(UserId, String, String, Rating)>> {
    type Row = (i64, String, String, i64, i64, i64, i64, i64);
    let rows = ratings::table
        .filter(ratings::user_id.eq_any(numbers(users)))
        .order((ratings::game, ratings::mode))
        .select((
            ratings::user_id,
            ratings::game,
            ratings::mode,
            ratings::rating,
            ratings::deviation,
            ratings::volatility,
            ratings::matches,
            ratings::at_ms,
        ))
        .load::<Row>(db)?;
    let read = |(user, game, mode, rating, deviation, volatility, matches, at): Row| {
        let rating = Rating {
            milli_rating: rating,
            milli_deviation: deviation,
            micro_volatility: volatility,
            matches: u32::try_from(matches).unwrap_or(u32::MAX),
            at: Some(Time::from_ms(at)),
        };
        (read_user(user), game, mode, rating)
    };
    Ok(rows.into_iter().map(read).collect())
}
