//! What a batch of requests leaves to do when it is durable.

use std::sync::Arc;

use super::{Reply, core::Happened, shown::Shown};
use crate::{
    domain::{Expelled, Measure, Stirred},
    protocol::{
        frame::Answer,
        id::{Seq, UserId},
    },
    store::{KeyRow, NewOutbox, Record},
};

/// What was judged together, and is committed and told together.
pub(super) struct Batch<E> {
    /// For the journal.
    pub(super) records: Vec<Record<E>>,
    /// For the listeners.
    pub(super) events: Vec<Arc<Shown>>,
    /// Answers that are kept with their keys.
    pub(super) keys: Vec<KeyRow>,
    /// For other rooms.
    pub(super) outbox: Vec<NewOutbox>,
    /// Rows of the outbox that are carried out hereby.
    pub(super) consumed: Vec<i64>,
    /// For those who asked.
    pub(super) replies: Vec<(Reply, Answer)>,
    /// Positions at which what was said is erased.
    pub(super) erased: Vec<Seq>,
    /// What is done when all this has been told.
    pub(super) after: After,
}

/// What is done when a batch has been told.
#[derive(Default)]
pub(super) struct After {
    /// Positions whose frames nobody is shown again.
    pub(super) conceals: Vec<Seq>,
    /// Who hears nothing more.
    pub(super) expels: Vec<Expelled>,
    /// Whose figures have changed.
    pub(super) stirred: Stirred,
    /// Whose passing signals are over.
    pub(super) silent: Vec<UserId>,
    /// Whose coming and going the room wants to hear, or no longer.
    pub(super) minded: Vec<(UserId, bool)>,
    /// What is counted.
    pub(super) measures: Vec<Measure>,
}

impl<E> Default for Batch<E> {
    fn default() -> Self {
        Batch {
            records: Vec::new(),
            events: Vec::new(),
            keys: Vec::new(),
            outbox: Vec::new(),
            consumed: Vec::new(),
            replies: Vec::new(),
            erased: Vec::new(),
            after: After::default(),
        }
    }
}

impl<E> Batch<E> {
    /// Takes up what happened.
    pub(super) fn note(&mut self, happened: Vec<Happened<E>>) {
        for Happened { seq, at, by, event, body, shown, reactions, effects } in happened {
            self.outbox.extend(reactions.into_iter().map(|reaction| NewOutbox {
                room: reaction.room,
                request: reaction.request.to_owned(),
                data: reaction.data,
                at,
            }));
            self.records.push(Record { seq, at, by, event, body });
            self.events.push(Arc::new(shown));
            self.erased.extend(effects.erases);
            self.after.conceals.extend(effects.conceals);
            self.after.silent.extend(effects.ends_passing);
            self.after.minded.extend(effects.minds);
            self.after.measures.extend(effects.measures);
            if effects.expels != Expelled::Nobody {
                self.after.expels.push(effects.expels);
            }
            let stirred = std::mem::take(&mut self.after.stirred);
            self.after.stirred = stirred.and(effects.stirs);
        }
    }

    /// Nothing happened and nobody asked.
    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty() && self.replies.is_empty()
    }
}
