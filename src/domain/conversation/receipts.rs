//! Who has got and read what: watermarks that never go back.

use crate::{
    domain::Asked,
    protocol::{
        conversation::{
            Event, Reject,
            snapshot::{Member, Talk},
        },
        id::Seq,
    },
};

impl Talk {
    pub(super) fn deliver(&self, asked: &Asked<'_>, up_to: Seq) -> Result<Vec<Event>, Reject> {
        let own = self.own(asked)?;
        let up_to = up_to.min(self.seq);
        if up_to <= own.delivered {
            return Ok(Vec::new());
        }
        Ok(vec![Event::Delivered { user: asked.by.id, up_to, told: self.tells(own) }])
    }

    pub(super) fn read(&self, asked: &Asked<'_>, up_to: Seq) -> Result<Vec<Event>, Reject> {
        let own = self.own(asked)?;
        let up_to = up_to.min(self.seq);
        if up_to <= own.read {
            return Ok(Vec::new());
        }
        let settles = own.nudged && self.unread_after(asked.by.id, own, up_to) == 0;
        Ok(vec![Event::Read { user: asked.by.id, up_to, told: self.tells(own), settles }])
    }

    /// Whether the others are told how far somebody is: not beside an auction, where all may look.
    fn tells(&self, own: &Member) -> bool {
        own.receipts && !self.is_public()
    }

    /// The one who asks, where they belong to it.
    pub(super) fn own(&self, asked: &Asked<'_>) -> Result<&Member, Reject> {
        let own = self.members.get(&asked.by.id);
        // Who may read without belonging to it has nothing of their own here.
        let missing =
            if self.admits(Some(asked.by)) { Reject::Forbidden } else { Reject::NotFound };
        own.ok_or(missing)
    }
}
