//! The conversation of a lobby: its members are the lobby's, which says each time who they all are.

use crate::{
    domain::Asked,
    protocol::{
        conversation::{Event, Kind, Rank, Reject, bodies::Follow, of_lobby, snapshot::Talk},
        id::RoomId,
    },
};

/// Makes those members who are members of the lobby. What the lobby said earlier may come later, and is nothing then.
pub(super) fn follow(
    room: &RoomId,
    before: Option<&Talk>,
    asked: &Asked<'_>,
    follow: Follow,
) -> Result<Vec<Event>, Reject> {
    if !asked.by.is_house() || of_lobby(&follow.lobby) != *room {
        return Err(Reject::NotFound);
    }
    let Follow { lobby, seq, title, members, closed } = follow;
    if before.is_some_and(|talk| talk.closed || seq <= talk.followed) {
        return Ok(Vec::new());
    }
    let by = asked.by.id;
    let mut events = Vec::new();
    if before.is_none() {
        events.push(Event::Created { kind: Kind::Lobby, title, about: Some(lobby) });
    }
    events.push(Event::Followed { seq });
    let known = before.map(|talk| &talk.members);
    let gone = known.into_iter().flat_map(|known| known.keys());
    let gone = gone.filter(|user| !members.iter().any(|member| member.user == **user));
    events.extend(gone.map(|user| Event::Left { user: *user, by: None, heir: None }));
    let is_new = |user| known.is_none_or(|known| !known.contains_key(&user));
    let come = members.into_iter().filter(|member| is_new(member.user));
    events.extend(come.map(|member| Event::Joined {
        user: member.user,
        name: member.name,
        rank: Rank::Member,
        by,
    }));
    if closed {
        events.push(Event::Closed { by });
    }
    Ok(events)
}
