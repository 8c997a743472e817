//! What becomes of what lobbies, parties and queues tell.

use super::InboxRoom;
use crate::{
    domain::Asked,
    protocol::{
        id::RoomId,
        inbox::{
            About, Event, Topic,
            play::{Play, Told},
        },
    },
};

impl InboxRoom {
    /// Something happened that concerns one who plays.
    pub(super) fn play(&self, asked: &Asked<'_>, told: Told) -> Vec<Event> {
        let Told { play, name } = told;
        let name = if name.is_empty() { "Somebody" } else { &*name };
        let words = words(&play, name);
        let mut events = vec![Event::Played { play: Box::new(play) }];
        if let Some((topic, title, message, about)) = words {
            self.raise(asked, topic, title.to_owned(), message, about, &mut events);
        }
        events
    }
}

/// What the notification says, where there is one; what one did oneself needs none.
fn words(play: &Play, name: &str) -> Option<(Topic, &'static str, String, About)> {
    let in_lobby = |room: &RoomId, from| about(room, format!("/lobbies/{}", room.key()), from);
    Some(match play {
        Play::Matched(matched) => {
            let message = format!("Your match in {} is ready.", matched.game);
            (Topic::Match, "Match found", message, in_lobby(&matched.lobby, None))
        }
        Play::LobbyInvited(invited) => {
            let place = &invited.lobby;
            let called = place.title.as_deref().unwrap_or(&place.game);
            let message = format!("{name} asks you into “{called}”.");
            (Topic::Invite, "Invitation", message, in_lobby(&place.lobby, Some(invited.from)))
        }
        Play::LobbyKicked(kicked) => {
            let place = &kicked.lobby;
            let called = place.title.as_deref().unwrap_or(&place.game);
            let message = format!("You were put out of “{called}”.");
            (Topic::Removed, "Removed", message, in_lobby(&place.lobby, None))
        }
        Play::PartyInvited(invited) => {
            let about = about(&invited.party, "/lobbies".into(), Some(invited.from));
            (Topic::Invite, "Invitation", format!("{name} asks you into a party."), about)
        }
        Play::PartyKicked(kicked) => {
            let about = about(&kicked.party, "/lobbies".into(), None);
            (Topic::Removed, "Removed", "You were put out of the party.".into(), about)
        }
        Play::Cancelled(_) | Play::Expired(_) | Play::Failed(_) => return None,
    })
}

fn about(room: &RoomId, link: String, from: Option<crate::protocol::id::UserId>) -> About {
    About { room: room.clone(), link, from, price: None, currency: None }
}
