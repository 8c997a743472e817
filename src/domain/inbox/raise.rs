//! What becomes a notification, in which words, and which ways it goes.

use super::InboxRoom;
use crate::{
    domain::Asked,
    protocol::{
        conversation::Kind,
        id::{Place, RoomId, Seq},
        inbox::{
            About, Event, Note, Notification, Raised, Topic, preferences::QuietHours, talk::Raise,
        },
        push::Channel,
        time::Time,
    },
};

/// The most notifications of one user; the oldest make room.
pub const NOTIFICATIONS_MAX: usize = 500;
const MS_PER_MINUTE: i64 = 60_000;
const MINUTES_PER_DAY: i64 = 1_440;

impl InboxRoom {
    /// Something happened in an auction.
    pub(super) fn note(&self, asked: &Asked<'_>, note: Box<Note>) -> Vec<Event> {
        let lot = note.lot();
        let (topic, title, message) = words(&note);
        let about = About {
            room: lot.auction.clone(),
            link: format!("/auctions/{}", lot.auction.key()),
            from: None,
            price: lot.price,
            currency: Some(lot.currency),
        };
        let mut events = vec![Event::Noted { note }];
        self.raise(asked, topic, title.to_owned(), message, about, &mut events);
        events
    }

    /// Somebody wrote, and the owner has not looked.
    pub(super) fn talked(&self, asked: &Asked<'_>, raise: &Raise) -> Vec<Event> {
        let Raise { conversation, kind, title, from, from_name, mention } = raise;
        let name = if from_name.is_empty() { "Somebody" } else { &**from_name };
        let place = title.as_deref().map(|title| format!(" in “{title}”")).unwrap_or_default();
        let (topic, message) = match (mention, kind) {
            (true, _) => (Topic::Mention, format!("{name} named you{place}.")),
            (false, Kind::Direct) => (Topic::Message, format!("{name} wrote to you.")),
            (false, Kind::Group | Kind::Lobby | Kind::Auction | Kind::Support) => {
                (Topic::Message, format!("{name} wrote{place}."))
            }
        };
        let about = About {
            room: conversation.clone(),
            link: format!("/messages/{}", conversation.key()),
            from: *from,
            price: None,
            currency: None,
        };
        let title = title.clone().unwrap_or_else(|| name.to_owned());
        let mut events = Vec::new();
        self.raise(asked, topic, title, message, about, &mut events);
        events
    }

    /// The owner has looked at a conversation.
    pub(super) fn settle(&self, conversation: &RoomId) -> Vec<Event> {
        let about: Vec<Place> = self
            .kept
            .notifications
            .iter()
            .filter(|(one, _)| one.data.room == *conversation)
            .map(|(one, _)| one.id)
            .collect();
        self.has_read(|id| about.contains(id))
    }

    /// Makes a notification, where the owner wants one and none says the same and is unread.
    pub(super) fn raise(
        &self,
        asked: &Asked<'_>,
        topic: Topic,
        title: String,
        message: String,
        data: About,
        events: &mut Vec<Event>,
    ) {
        let wanted = self.kept.preferences.of(topic);
        let is_told = self.kept.notifications.iter().any(|(one, _)| {
            one.read_at.is_none() && one.topic == topic && one.data.room == data.room
        });
        let is_quiet =
            self.kept.preferences.quiet_hours.is_some_and(|hours| is_in(hours, asked.now));
        let ways = [(wanted.web_push, Channel::WebPush), (wanted.email, Channel::Webhook)];
        let outward: Vec<Channel> = ways
            .into_iter()
            .filter(|(wanted, _)| *wanted && !is_quiet)
            .map(|(_, way)| way)
            .collect();
        if is_told || !wanted.in_app && outward.is_empty() {
            return;
        }
        let seq = Seq(self.kept.seq.0 + 1 + events.len() as u64);
        let notification = Notification {
            id: Place(seq),
            topic,
            title,
            message,
            data,
            created_at: asked.now,
            read_at: None,
        };
        let until = asked.now.plus(asked.settings.inbox.keep_ms);
        let listed = wanted.in_app;
        events.push(Event::Raised(Box::new(Raised { notification, listed, outward, until })));
        if listed {
            self.make_room(events);
        }
    }

    /// Counts the new one in, and has the oldest make room for it.
    fn make_room(&self, events: &mut Vec<Event>) {
        let mut unread = self.kept.unread() + 1;
        let oldest = self.kept.notifications.front();
        if let Some((oldest, _)) =
            oldest.filter(|_| NOTIFICATIONS_MAX <= self.kept.notifications.len())
        {
            unread -= u32::from(oldest.read_at.is_none());
            events.push(Event::Dropped { ids: vec![oldest.id] });
        }
        events.push(Event::Counted { unread });
    }
}

fn words(note: &Note) -> (Topic, &'static str, String) {
    let lot = &note.lot().title;
    match note {
        Note::Outbid(_) => (Topic::Outbid, "Outbid", format!("Somebody else leads on “{lot}”.")),
        Note::Won(_) => (Topic::Won, "Won", format!("“{lot}” is yours.")),
        Note::Lost(_) => (Topic::Lost, "Ended", format!("“{lot}” is over, and is not yours.")),
        Note::LostToBuyNow(_) => (Topic::Lost, "Sold", format!("Somebody bought “{lot}” at once.")),
        Note::LeadingAgain(_) => {
            (Topic::Leading, "You lead again", format!("You lead on “{lot}”."))
        }
        Note::ReserveLoweredRebid(_) => (
            Topic::Reserve,
            "Reserve lowered",
            format!("The reserve of “{lot}” came down to your maximum; bid again to reach it."),
        ),
        Note::Ended(_) => (Topic::Ended, "Ended", format!("“{lot}” is over.")),
        Note::Cancelled(_) => (Topic::Ended, "Called off", format!("“{lot}” was called off.")),
        Note::Unfunded(_) => (
            Topic::Lost,
            "Bid struck out",
            format!(
                "Your wallet does not hold the money for your bid on “{lot}”, which would lead again."
            ),
        ),
        Note::Paid(_) => (Topic::Payment, "Paid", format!("“{lot}” is paid.")),
        Note::Defaulted(_) => {
            (Topic::Payment, "Not paid", format!("“{lot}” was not paid in time."))
        }
        Note::SecondChance(_) => (
            Topic::Chance,
            "Second chance",
            format!("You may have “{lot}” at your own highest bid."),
        ),
        Note::ChancePassed(_) => {
            (Topic::Payment, "Not taken", format!("Your offer of “{lot}” was not taken."))
        }
    }
}

/// Whether it is a time at which the owner is not to be disturbed.
fn is_in(hours: QuietHours, now: Time) -> bool {
    let local = now.ms().div_euclid(MS_PER_MINUTE) + i64::from(hours.utc_offset_minutes);
    let minute = local.rem_euclid(MINUTES_PER_DAY);
    let (from, to) = (i64::from(hours.from_minute), i64::from(hours.to_minute));
    if from < to { (from..to).contains(&minute) } else { from <= minute || minute < to }
}
