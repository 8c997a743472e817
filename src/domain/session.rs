//! Sessions: lots that are sold one after the other, on one clock. A session makes its lots, whose hammers fall
//! one after the other, and where it is so agreed, has all of them wait when one is extended.

use crate::{
    domain::{
        Asked, Machine, Reaction, Sight, Viewer,
        access::{Deed, may},
        auction::terms,
        goods::Wrong,
    },
    protocol::{
        auction::{
            Reject as Refusal, Relisted, Terms,
            words::{PROLONG, RELISTED},
        },
        fault::FieldError,
        frame::to_json,
        id::{Id, RoomId},
        session::{
            Command, Event, ExtendScope, Kept, LotLine, Page, PartOf, Plan, Prolong, Reject, Reply,
            Sessions, View,
        },
        time::Time,
    },
};

/// The most lots of a session.
pub const LOTS_MAX: usize = 500;
/// The most characters of a title.
pub const TITLE_CHARS_MAX: usize = 200;
/// The longest time between two hammers, in milliseconds.
pub const STAGGER_MS_MAX: u64 = 24 * 60 * 60 * 1_000;

/// One session.
#[derive(Debug)]
pub struct SessionRoom {
    id: RoomId,
    kept: Option<Kept>,
}

impl Machine for SessionRoom {
    type Words = Sessions;

    fn new(id: &RoomId) -> Self {
        SessionRoom { id: id.clone(), kept: None }
    }

    fn decide(&self, asked: &Asked<'_>, command: Command) -> Result<Vec<Event>, Reject> {
        match (&self.kept, command) {
            (None, Command::Create(plan)) => self.create(asked, *plan),
            (Some(_), Command::Create(_)) | (None, Command::Extended(_)) => Err(Reject::NotFound),
            (Some(_), Command::Extended(_)) if !asked.by.is_house() => Err(Reject::Forbidden),
            (Some(kept), Command::Extended(extended)) => {
                let wait = kept.plan.extend_scope == ExtendScope::Session;
                let event = Event::Extended { lot: extended.lot, by_ms: extended.by_ms };
                Ok(wait.then_some(event).into_iter().collect())
            }
        }
    }

    fn apply(&mut self, _: Time, event: &Event) {
        if let Event::Created { seller, seller_name, plan, lots } = event {
            self.kept = Some(Kept {
                seller: *seller,
                seller_name: seller_name.clone(),
                plan: plan.as_ref().clone(),
                lots: lots.clone(),
            });
        }
    }

    fn reply(&self, _: &Asked<'_>, _: &[Event]) -> Option<Reply> {
        let kept = self.kept.as_ref()?;
        Some(Reply { session: self.id.clone(), lots: kept.lots.clone() })
    }

    fn admits(&self, _: Viewer<'_>) -> bool {
        self.kept.is_some()
    }

    fn sight(&self, event: &Event) -> Sight<View> {
        Sight::everyone(match event {
            Event::Created { plan, lots, .. } => {
                View::Created { title: plan.title.clone(), lots: lots.clone() }
            }
            Event::Extended { lot, by_ms } => {
                let (lot, by_ms) = (lot.clone(), *by_ms);
                View::Extended(crate::protocol::session::Extended { lot, by_ms })
            }
        })
    }

    fn state(&self, _: Viewer<'_>, now: Time, _: u32) -> Option<Page> {
        let kept = self.kept.as_ref()?;
        let lots = kept.lots.iter().zip(&kept.plan.lots);
        let line = |(auction, terms): (&RoomId, &Terms)| LotLine {
            auction: auction.clone(),
            title: terms.title.clone(),
        };
        Some(Page {
            room: self.id.clone(),
            seller: kept.seller,
            title: kept.plan.title.clone(),
            lots: lots.map(line).collect(),
            extend_scope: kept.plan.extend_scope,
            stagger_ms: kept.plan.stagger_ms,
            server_now: now,
        })
    }

    fn reactions(&self, event: &Event) -> Vec<Reaction> {
        let Some(kept) = &self.kept else { return Vec::new() };
        match event {
            Event::Created { .. } => {
                let lots = kept.lots.iter().zip(timed(&kept.plan));
                lots.map(|(room, terms)| self.opens(kept, room, terms)).collect()
            }
            Event::Extended { lot, by_ms } => {
                let others = kept.lots.iter().filter(|room| *room != lot);
                let data = to_json(&Prolong { by_ms: *by_ms });
                let prolong = |room: &RoomId| Reaction {
                    room: room.clone(),
                    request: PROLONG,
                    data: data.clone(),
                };
                others.map(prolong).collect()
            }
        }
    }

    fn freeze(&self) -> Option<Kept> {
        self.kept.clone()
    }

    fn thaw(id: &RoomId, kept: Option<Kept>) -> Self {
        SessionRoom { id: id.clone(), kept }
    }
}

impl SessionRoom {
    fn create(&self, asked: &Asked<'_>, plan: Plan) -> Result<Vec<Event>, Reject> {
        if !may(asked.by.role, Deed::Sell) {
            return Err(Reject::Forbidden);
        }
        check(&plan, asked.now)?;
        let lot = |place: usize| {
            RoomId::of("auction", Id::derived("lot", &format!("{}/{place}", self.id)))
        };
        let lots = (0..plan.lots.len()).map(lot).collect();
        Ok(vec![Event::Created {
            seller: asked.by.id,
            seller_name: asked.by.name.clone(),
            plan: Box::new(plan),
            lots,
        }])
    }

    fn opens(&self, kept: &Kept, room: &RoomId, terms: Terms) -> Reaction {
        let part = PartOf { session: self.id.clone(), extend_scope: kept.plan.extend_scope };
        let first = Relisted {
            from: None,
            part_of: Some(part),
            seller: kept.seller,
            seller_name: kept.seller_name.clone(),
            terms,
            publish: true,
        };
        Reaction { room: room.clone(), request: RELISTED, data: to_json(&first) }
    }
}

/// The terms of the lots with their times.
fn timed(plan: &Plan) -> impl Iterator<Item = Terms> {
    let lots = plan.lots.iter().zip(0_u64..);
    lots.map(|(terms, place)| Terms {
        starts_at: plan.starts_at,
        ends_at: Some(plan.ends_at.plus(place * plan.stagger_ms)),
        ..terms.clone()
    })
}

fn check(plan: &Plan, now: Time) -> Result<(), Reject> {
    let mut wrong = Wrong::default();
    let length = plan.title.trim().chars().count();
    wrong.unless((1..=TITLE_CHARS_MAX).contains(&length), "title", "length", || {
        format!("1 to {TITLE_CHARS_MAX} characters")
    });
    wrong.unless((1..=LOTS_MAX).contains(&plan.lots.len()), "lots", "length", || {
        format!("1 to {LOTS_MAX} lots")
    });
    wrong.unless(plan.stagger_ms <= STAGGER_MS_MAX, "staggerMs", "out_of_range", || {
        format!("at most {STAGGER_MS_MAX} milliseconds")
    });
    wrong.found().map_err(|fields| Reject::Invalid { fields })?;
    for (place, (terms, own)) in timed(plan).zip(&plan.lots).enumerate() {
        let at = |field: &FieldError| FieldError {
            path: format!("lots[{place}].{}", field.path),
            ..field.clone()
        };
        if own.starts_at.is_some() || own.ends_at.is_some() {
            let why = "the session says when";
            let path = format!("lots[{place}].endsAt");
            return Err(Reject::Invalid { fields: vec![FieldError::new(&path, "not_here", why)] });
        }
        if let Err(Refusal::Invalid { fields }) = terms::check(&terms, now) {
            return Err(Reject::Invalid { fields: fields.iter().map(at).collect() });
        }
    }
    Ok(())
}
