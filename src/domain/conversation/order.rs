//! What owners and staff do to keep order.

use super::{
    keeps_order,
    limits::{REASON_CHARS_MAX, SILENCE_SECONDS_MAX, SLOW_SECONDS_MAX},
    text::{check_list, invalid, short},
};
use crate::{
    domain::Asked,
    protocol::conversation::{
        Event, Kind, Rank, Reject, WordList,
        bodies::{Hide, Silence},
        snapshot::Talk,
    },
};

impl Talk {
    /// Whether this person keeps order here.
    fn may_order(&self, asked: &Asked<'_>) -> Result<(), Reject> {
        if self.is_kept_by(asked.by) {
            return match self.kind {
                // Two who do not get on can block each other.
                Kind::Direct if !keeps_order(asked.by) => Err(Reject::NotHere),
                Kind::Direct | Kind::Group | Kind::Lobby | Kind::Auction | Kind::Support => Ok(()),
            };
        }
        Err(if self.admits(Some(asked.by)) { Reject::Forbidden } else { Reject::NotFound })
    }

    pub(super) fn hide(&self, asked: &Asked<'_>, hide: &Hide) -> Result<Vec<Event>, Reject> {
        self.may_order(asked)?;
        let mark = self.known(hide.message, asked.by)?;
        let reason = short("reason", &hide.reason, REASON_CHARS_MAX)?;
        if mark.gone {
            return Err(Reject::MessageDeleted);
        }
        if mark.hidden == hide.on {
            return Ok(Vec::new());
        }
        let Hide { message, on, reason: _ } = *hide;
        let settles =
            if on { self.settled_without(|other| other.seq == message.0) } else { Vec::new() };
        Ok(vec![Event::Hidden { message, on, by: asked.by.id, reason, settles }])
    }

    pub(super) fn slow(&self, asked: &Asked<'_>, seconds: u32) -> Result<Vec<Event>, Reject> {
        self.may_order(asked)?;
        if SLOW_SECONDS_MAX < seconds {
            return Err(invalid("seconds", "out_of_range", format!("0 to {SLOW_SECONDS_MAX}")));
        }
        if self.slow_seconds == seconds {
            return Ok(Vec::new());
        }
        Ok(vec![Event::Slowed { seconds, by: asked.by.id }])
    }

    pub(super) fn word_list(
        &self,
        asked: &Asked<'_>,
        list: WordList,
    ) -> Result<Vec<Event>, Reject> {
        self.may_order(asked)?;
        check_list(&list)?;
        if self.list == list {
            return Ok(Vec::new());
        }
        Ok(vec![Event::Listed { list, by: asked.by.id }])
    }

    pub(super) fn silence(
        &self,
        asked: &Asked<'_>,
        silence: Silence,
    ) -> Result<Vec<Event>, Reject> {
        self.may_order(asked)?;
        let Silence { user, seconds, reason } = silence;
        if SILENCE_SECONDS_MAX < seconds {
            return Err(invalid("seconds", "out_of_range", format!("0 to {SILENCE_SECONDS_MAX}")));
        }
        let reason = short("reason", &reason, REASON_CHARS_MAX)?;
        let owner = self.members.get(&user).is_some_and(|member| member.rank == Rank::Owner);
        if owner && !keeps_order(asked.by) {
            return Err(Reject::Forbidden);
        }
        let until = (0 < seconds).then(|| asked.now.plus(u64::from(seconds) * 1_000));
        if until.is_none() && !self.silenced.contains_key(&user) {
            return Ok(Vec::new());
        }
        Ok(vec![Event::Silenced { user, until, by: asked.by.id, reason }])
    }
}
