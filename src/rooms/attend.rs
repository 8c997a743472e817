//! Those who listen to a room of their own, their inbox, while it sleeps: thousands who come in need not
//! wake it, and nothing is read of the store for them.

use actix::prelude::*;

use super::{
    Join, Reply, ToRoom,
    audience::Place,
    directory::Directory,
    kinds::{Kind, Springs},
    switchboard::{SessionNo, ToBoard},
};
use crate::protocol::{id::RoomId, person::Person};

/// A session would hear of a room that is its user's own, without asking for anything.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Attend {
    /// Which.
    pub room: RoomId,
    /// Where it listens.
    pub place: Place,
    /// Which session.
    pub session: SessionNo,
    /// Who sits behind it.
    pub viewer: Person,
}

impl Directory {
    /// Forgets the audience of a room that sleeps, when nobody is left of it.
    pub(super) fn dismiss(&mut self, id: &RoomId) {
        if let Some(audience) = self.audiences.get(id) {
            audience.settle();
            if audience.count() == 0 {
                self.audiences.remove(id);
            }
        }
    }
}

impl Handler<Attend> for Directory {
    type Result = ();

    fn handle(&mut self, attend: Attend, ctx: &mut Self::Context) {
        let Attend { room, place, session, viewer } = attend;
        let sleeps = !self.rooms.contains_key(&room);
        let always = Kind::of(&room).is_some_and(|kind| kind.springs == Springs::Always);
        if !(sleeps && always) {
            let (viewer, reply) = (Some(viewer), Reply::to(drop));
            let join = Join { place, session, viewer, id: None, since: None, beside: None, reply };
            return self.forward(room, ToRoom::Join(Box::new(join)), ctx);
        }
        let Some(board) = self.boards.at(place) else { return };
        let audience = self.audiences.entry(room.clone()).or_insert_with(|| self.boards.empty());
        audience.enter(place);
        // Nobody counts the listeners of a room that sleeps.
        audience.settle();
        let audience = audience.clone();
        board.do_send(ToBoard::Joined { session, room, audience, id: None, answer: None });
    }
}
