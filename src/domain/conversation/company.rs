//! Who belongs to a conversation: how it is opened, who comes and who goes.

use super::{
    keeps_order,
    limits::TITLE_CHARS_MAX,
    say::joined,
    text::{invalid, short},
};
use crate::{
    domain::{
        Asked,
        access::{Deed, may},
    },
    protocol::{
        conversation::{
            self, Event, Kind, Rank, Reject,
            bodies::{Create, Introduce, Mute, Profile},
            snapshot::{self, Talk},
        },
        id::{Id, RoomId, UserId},
        person::Person,
    },
};

/// Opens a conversation, or comes back to it. `before` is what there was, `open` what there still is.
pub(super) fn create(
    room: &RoomId,
    before: Option<&Talk>,
    open: Option<&Talk>,
    asked: &Asked<'_>,
    create: &Create,
) -> Result<Vec<Event>, Reject> {
    if !may(asked.by.role, Deed::Talk) {
        return Err(Reject::Forbidden);
    }
    if is_bound(room) != matches!(create.kind, Kind::Direct | Kind::Auction) {
        return Err(Reject::NotFound);
    }
    match create.kind {
        Kind::Direct => direct(room, before, asked, create),
        Kind::Auction => beside(room, before, asked, create),
        Kind::Group | Kind::Support | Kind::Lobby
            if open.is_some_and(|talk| talk.admits(Some(asked.by))) =>
        {
            Err(Reject::NotHere)
        }
        Kind::Group | Kind::Support | Kind::Lobby if before.is_some() => Err(Reject::NotFound),
        Kind::Group => group(asked, create),
        Kind::Support => support(asked, create),
        Kind::Lobby => Err(Reject::Forbidden),
    }
}

/// Whether the room's id follows from whom or what it is for.
fn is_bound(room: &RoomId) -> bool {
    room.key().parse::<Id>().is_ok_and(Id::is_derived)
}

fn created(create: &Create, title: Option<String>) -> Event {
    Event::Created { kind: create.kind, title, about: create.auction.clone() }
}

fn brought(person: &Person, rank: Rank, by: UserId) -> Event {
    Event::Joined { user: person.id, name: person.name.clone(), rank, by }
}

fn direct(
    room: &RoomId,
    before: Option<&Talk>,
    asked: &Asked<'_>,
    create: &Create,
) -> Result<Vec<Event>, Reject> {
    let [other] = create.members.as_slice() else {
        return Err(invalid("members", "wrong_value", "exactly one other user"));
    };
    if *other == asked.by.id {
        return Err(invalid("members", "wrong_value", "somebody else"));
    }
    if conversation::direct(asked.by.id, *other) != *room {
        return Err(Reject::NotFound);
    }
    let people = &asked.facts.people;
    let other = people.iter().find(|person| person.id == *other);
    let other = other.ok_or_else(|| Reject::UnknownUser { users: create.members.clone() })?;
    if asked.facts.are_apart(asked.by.id, other.id) {
        return Err(Reject::Blocked);
    }
    match before {
        Some(talk) if talk.closed => Err(Reject::NotFound),
        Some(talk) if talk.members.contains_key(&asked.by.id) => Ok(Vec::new()),
        Some(_) => Ok(vec![joined(asked.by, Rank::Member)]),
        None => Ok(vec![
            created(create, None),
            joined(asked.by, Rank::Member),
            brought(other, Rank::Member, asked.by.id),
        ]),
    }
}

/// Opens the conversation of two who have dealt with each other, or brings back who has left it. Nothing, where one of
/// them is gone: the house asks, and nobody waits for an answer.
pub(super) fn introduce(
    room: &RoomId,
    before: Option<&Talk>,
    asked: &Asked<'_>,
    two: Introduce,
) -> Result<Vec<Event>, Reject> {
    if !asked.by.is_house() {
        return Err(Reject::NotFound);
    }
    let [one, other] = two.members;
    let find = |user| asked.facts.people.iter().find(|person| person.id == user);
    let (Some(first), Some(second)) = (find(one), find(other)) else { return Ok(Vec::new()) };
    if one == other
        || conversation::direct(one, other) != *room
        || before.is_some_and(|talk| talk.closed)
    {
        return Ok(Vec::new());
    }
    let created = Event::Created { kind: Kind::Direct, title: None, about: None };
    let opened = before.is_none().then_some(created);
    let missing =
        |person: &&Person| before.is_none_or(|talk| !talk.members.contains_key(&person.id));
    let come =
        [first, second].into_iter().filter(missing).map(|person| joined(person, Rank::Member));
    Ok(opened.into_iter().chain(come).collect())
}

fn beside(
    room: &RoomId,
    before: Option<&Talk>,
    asked: &Asked<'_>,
    create: &Create,
) -> Result<Vec<Event>, Reject> {
    let Some(auction) = &create.auction else {
        return Err(invalid("auction", "missing_field", "the room of an auction"));
    };
    let lot = asked.facts.auction.as_ref().filter(|lot| lot.room == *auction);
    let lot = lot.filter(|_| conversation::beside(auction) == *room).ok_or(Reject::NotFound)?;
    if let Some(talk) = before {
        return if talk.closed { Err(Reject::NotFound) } else { Ok(Vec::new()) };
    }
    let title = Some(lot.title.clone());
    let (user, name) = (lot.seller, lot.seller_name.as_str().into());
    Ok(vec![
        created(create, title),
        Event::Joined { user, name, rank: Rank::Owner, by: asked.by.id },
    ])
}

fn group(asked: &Asked<'_>, create: &Create) -> Result<Vec<Event>, Reject> {
    let title = title(create)?;
    let mut events = vec![created(create, title), joined(asked.by, Rank::Owner)];
    events.extend(newcomers(asked, &create.members)?);
    let max = asked.settings.conversation.members_max;
    if max < events.len() - 1 {
        return Err(Reject::MembersFull { max });
    }
    Ok(events)
}

fn support(asked: &Asked<'_>, create: &Create) -> Result<Vec<Event>, Reject> {
    if !create.members.is_empty() {
        return Err(invalid("members", "wrong_value", "staff come by themselves"));
    }
    Ok(vec![created(create, title(create)?), joined(asked.by, Rank::Member)])
}

fn title(create: &Create) -> Result<Option<String>, Reject> {
    create.title.as_deref().map(|title| short("title", title, TITLE_CHARS_MAX)).transpose()
}

/// Brings in all of these, but the one who asks.
fn newcomers(asked: &Asked<'_>, users: &[UserId]) -> Result<Vec<Event>, Reject> {
    let mut events = Vec::new();
    let (mut unknown, mut seen) = (Vec::new(), vec![asked.by.id]);
    for user in users {
        if seen.contains(user) {
            continue;
        }
        seen.push(*user);
        match asked.facts.people.iter().find(|person| person.id == *user) {
            None => unknown.push(*user),
            Some(_) if asked.facts.are_apart(asked.by.id, *user) => return Err(Reject::Blocked),
            Some(person) => events.push(brought(person, Rank::Member, asked.by.id)),
        }
    }
    if unknown.is_empty() { Ok(events) } else { Err(Reject::UnknownUser { users: unknown }) }
}

impl Talk {
    pub(super) fn add(&self, asked: &Asked<'_>, users: &[UserId]) -> Result<Vec<Event>, Reject> {
        self.may_rule(asked)?;
        let missing: Vec<UserId> =
            users.iter().filter(|user| !self.members.contains_key(user)).copied().collect();
        let events = newcomers(asked, &missing)?;
        let max = asked.settings.conversation.members_max;
        if max < self.members.len() + events.len() {
            return Err(Reject::MembersFull { max });
        }
        Ok(events)
    }

    pub(super) fn remove(&self, asked: &Asked<'_>, user: UserId) -> Result<Vec<Event>, Reject> {
        self.may_rule(asked)?;
        if user == asked.by.id {
            return Err(invalid(
                "user",
                "wrong_value",
                "to go oneself there is `conversation:leave`",
            ));
        }
        if !self.members.contains_key(&user) {
            return Ok(Vec::new());
        }
        Ok(self.without(user, Some(asked.by.id)))
    }

    pub(super) fn leave(&self, asked: &Asked<'_>) -> Result<Vec<Event>, Reject> {
        self.own(asked)?;
        if self.kind == Kind::Lobby {
            return Err(Reject::NotHere);
        }
        Ok(self.without(asked.by.id, None))
    }

    /// Somebody goes; with an owner the one who is there for longest takes over, with the last all is over.
    fn without(&self, user: UserId, by: Option<UserId>) -> Vec<Event> {
        let owned = self.members.get(&user).is_some_and(|member| member.rank == Rank::Owner);
        let mut rest: Vec<_> = self.members.iter().filter(|(other, _)| **other != user).collect();
        rest.sort_by_key(|(_, member)| member.since);
        let heir = rest.iter().map(|(user, _)| **user).next().filter(|_| owned);
        let is_last = rest.is_empty() && matches!(self.kind, Kind::Group | Kind::Support);
        let left = Event::Left { user, by, heir };
        std::iter::once(left).chain(is_last.then_some(Event::Closed { by: user })).collect()
    }

    /// Whether this person says who belongs to it: its owner, staff, or the house for a lobby.
    fn may_rule(&self, asked: &Asked<'_>) -> Result<(), Reject> {
        let may_know = self.admits(Some(asked.by)) || keeps_order(asked.by);
        match self.kind {
            _ if asked.by.is_house() => Ok(()),
            _ if !may_know => Err(Reject::NotFound),
            Kind::Direct | Kind::Auction | Kind::Lobby => Err(Reject::NotHere),
            Kind::Group | Kind::Support if self.is_kept_by(asked.by) => Ok(()),
            Kind::Group | Kind::Support => Err(Reject::Forbidden),
        }
    }

    pub(super) fn rename(&self, asked: &Asked<'_>, title: &str) -> Result<Vec<Event>, Reject> {
        self.may_rule(asked)?;
        let title = short("title", title, TITLE_CHARS_MAX)?;
        if self.title.as_deref() == Some(&title) {
            return Ok(Vec::new());
        }
        Ok(vec![Event::Renamed { title, by: asked.by.id }])
    }

    pub(super) fn close(&self, asked: &Asked<'_>) -> Result<Vec<Event>, Reject> {
        let may_know = self.admits(Some(asked.by)) || keeps_order(asked.by);
        let owns = self.is_kept_by(asked.by) && matches!(self.kind, Kind::Group | Kind::Support);
        if owns || keeps_order(asked.by) || asked.by.is_house() {
            return Ok(vec![Event::Closed { by: asked.by.id }]);
        }
        Err(if may_know { Reject::Forbidden } else { Reject::NotFound })
    }

    pub(super) fn mute(&self, asked: &Asked<'_>, mute: Mute) -> Result<Vec<Event>, Reject> {
        let own = self.own(asked)?;
        let Mute { on, until } = mute;
        if until.is_some_and(|until| until <= asked.now) {
            return Err(invalid("until", "out_of_range", "a time to come"));
        }
        if own.muted == on.then_some(snapshot::Mute { until }) {
            return Ok(Vec::new());
        }
        Ok(vec![Event::Muted { user: asked.by.id, on, until: until.filter(|_| on) }])
    }

    pub(super) fn profile(
        &self,
        asked: &Asked<'_>,
        profile: Profile,
    ) -> Result<Vec<Event>, Reject> {
        if !asked.by.is_house() {
            return Err(if self.admits(Some(asked.by)) {
                Reject::Forbidden
            } else {
                Reject::NotFound
            });
        }
        let user = profile.user;
        let member = self.members.get(&user).or_else(|| self.away.get(&user));
        let same = member.is_none_or(|member| {
            member.receipts == profile.receipts && member.blocked == profile.blocked
        });
        if same {
            return Ok(Vec::new());
        }
        let Profile { user, receipts, blocked } = profile;
        let settles = self.settled_without(|mark| blocked.contains(&mark.author)).contains(&user);
        Ok(vec![Event::Profiled { user, receipts, blocked, settles }])
    }

    pub(super) fn forget(&self, asked: &Asked<'_>, user: UserId) -> Result<Vec<Event>, Reject> {
        if !asked.by.is_house() {
            return Err(if self.admits(Some(asked.by)) {
                Reject::Forbidden
            } else {
                Reject::NotFound
            });
        }
        let mut events =
            if self.members.contains_key(&user) { self.without(user, None) } else { Vec::new() };
        // Last of all: one of two who is forgotten does not come back.
        events.push(self.forgotten_of(user));
        Ok(events)
    }

    fn forgotten_of(&self, user: UserId) -> Event {
        let mut settles = self.settled_without(|mark| mark.author == user);
        settles.retain(|other| *other != user);
        Event::Forgotten { user, settles }
    }

    /// All is over, and its names are still where people joined.
    pub(super) fn forget_afterwards(&self, user: UserId) -> Vec<Event> {
        let joined = self.joins.iter().any(|(who, _)| *who == user);
        joined.then_some(Event::Forgotten { user, settles: Vec::new() }).into_iter().collect()
    }
}
