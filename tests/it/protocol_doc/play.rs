//! One of each word of lobbies, parties and matchmaking, with what the document says of it.

use std::{collections::BTreeMap, fmt::Write};

use rialto::{
    domain::{lobby::limits as lobby_limits, matchmaking::limits, party as party_rules},
    protocol::{
        Words,
        fault::{FieldError, Problem},
        game,
        id::{Id, Place, RoomId, Seq, UserId},
        inbox::play::{
            Failed, Invited, Kicked, Matched, Over, PartyInvited, PartyKicked, Place as In, Play,
        },
        lobby::{
            self, Lobby, Status,
            bodies::Outcome,
            event::Ending,
            list::{self, Summary},
            view as shown,
        },
        matchmaking::{
            self, Matchmaking, TicketId,
            page::{ReadyCheck, Standing},
        },
        party::{self, Party, view as band},
        time::Time,
    },
};

use super::{REFUSALS, fields, refusal, samples::every};

const AT: Time = Time::from_ms(1_795_000_000_000);

fn user() -> UserId {
    UserId(Id::from_number(1))
}

fn room(kind: &str) -> RoomId {
    RoomId::of(kind, Id::from_number(1))
}

fn ticket() -> TicketId {
    TicketId { game: "arena".into(), place: Place(Seq(18)) }
}

fn wrong() -> Vec<FieldError> {
    vec![FieldError::new("capacity", "out_of_range", "2 to 10")]
}

fn games() -> Vec<String> {
    vec!["arena".into(), "quiz".into()]
}

every!(lobby_views: shown::View {
    shown::View::Update(_) => shown::View::Update(Box::new(shown::Update {
        status: Status::Forming, unready: true, title: Some("…".into()), privacy: Some(lobby::Privacy::Public),
        capacity: Some(4), region: Some("eu".into()), settings: Some(game::Values::new()),
    })), "It stands otherwise, or something else is set: then `unready` is true and nobody is ready any more. What is not there has not changed.";
    shown::View::Joined(_) => shown::View::Joined(shown::Joined {
        user: user(), name: "Ada".into(), seat: 0, team: Some(0), status: Status::Forming,
    }), "Somebody came in; `team` where a match made the lobby.";
    shown::View::Left(_) => shown::View::Left(shown::Left { user: user(), reason: "left", status: Status::Forming }), "Somebody went: `left`, `lost` (the connection did not come back), `elsewhere` (in another lobby) or `erased`.";
    shown::View::Kicked(_) => shown::View::Kicked(shown::Kicked {
        user: user(), by: user(), reason: None, banned: false, status: Status::Forming,
    }), "Somebody was put out; where `banned`, for good.";
    shown::View::Ready(_) => shown::View::Ready(shown::Ready { user: user(), ready: true, status: Status::Ready }), "Somebody is ready, or no longer.";
    shown::View::Reconnecting(_) => shown::View::Reconnecting(shown::Reconnecting { user: user(), until: AT }), "Somebody's last connection dropped; seat, readiness and host are kept until then.";
    shown::View::Reconnected(_) => shown::View::Reconnected(shown::Whom { user: user() }), "They are here again.";
    shown::View::Seated(_) => shown::View::Seated(shown::Seated { user: user(), seat: 1 }), "Somebody took another seat.";
    shown::View::Host(_) => shown::View::Host(shown::Whom { user: user() }), "Somebody is the host from now on.";
    shown::View::Invited(_) => shown::View::Invited(shown::Invited { user: user(), by: user() }), "Somebody was asked in; only these two see it.";
    shown::View::Starting(_) => shown::View::Starting(shown::Starting { at: AT }), "The countdown runs until then.";
    shown::View::Started(_) => shown::View::Started(shown::Started { players: vec![user()] }), "It is played.";
    shown::View::Concluded(_) => shown::View::Concluded(Outcome { teams: Vec::new() }), "How it ended.";
    shown::View::Closed(_) => shown::View::Closed(shown::Closed { reason: Ending::Finished }), "It is over: `empty`, `closed` by host or staff, `finished` or `idle`.";
});

every!(list_views: list::View {
    list::View::Listed(_) => list::View::Listed(Summary {
        lobby: room("lobby"), game: "arena".into(), mode: None, title: None, status: Status::Forming, region: None,
        members: 1, capacity: 4, locked: false, host: Some(user()), created_at: AT,
    }), "A lobby is in the list, and stands so.";
    list::View::Unlisted { .. } => list::View::Unlisted { lobby: room("lobby") }, "A lobby is no longer in the list.";
});

every!(party_views: band::View {
    band::View::Joined(_) => band::View::Joined(band::Joined { user: user(), name: "Ada".into() }), "Somebody came in.";
    band::View::Left(_) => band::View::Left(band::Left { user: user(), reason: "left" }), "Somebody went: `left`, `lost`, `kicked` or `erased`.";
    band::View::Leader(_) => band::View::Leader(band::Whom { user: user() }), "Somebody leads from now on.";
    band::View::Invited(_) => band::View::Invited(band::Invited { user: user(), by: user() }), "Somebody was asked in.";
    band::View::Declined(_) => band::View::Declined(band::Whom { user: user() }), "Somebody who was asked in does not come, or is not asked any more.";
    band::View::Reconnecting(_) => band::View::Reconnecting(band::Reconnecting { user: user(), until: AT }), "Somebody's last connection dropped; the place is kept until then.";
    band::View::Reconnected(_) => band::View::Reconnected(band::Whom { user: user() }), "They are here again.";
    band::View::Searching(_) => band::View::Searching(band::Searching { match_request_id: ticket() }), "The party searches; every member may follow and cancel that search.";
    band::View::Stopped(_) => band::View::Stopped(band::Searching { match_request_id: ticket() }), "It searches no more.";
    band::View::Closed {} => band::View::Closed {}, "The last one has left.";
});

every!(plays: Play {
    Play::Matched(_) => Play::Matched(Matched {
        match_request_id: ticket().to_string(), lobby_id: Id::from_number(1).to_string(), lobby: room("lobby"),
        game: "arena".into(), mode: "duel".into(), players: vec![user()],
    }), "All have accepted, and the lobby is there.";
    Play::Cancelled(_) => Play::Cancelled(over("declined")), "The search is over: `cancelled`, `declined`, `no_answer`.";
    Play::Expired(_) => Play::Expired(over("expired")), "Nothing was found in time.";
    Play::Failed(_) => Play::Failed(Failed { match_request_id: ticket().to_string(), code: "party_changed".into() }), "The search could not go on: `party_changed` or `account_erased`.";
    Play::LobbyInvited(_) => Play::LobbyInvited(Invited { lobby: place(), from: user() }), "Somebody asks one into a lobby.";
    Play::LobbyKicked(_) => Play::LobbyKicked(Kicked { lobby: place(), reason: None, banned: false }), "One was put out of a lobby.";
    Play::PartyInvited(_) => Play::PartyInvited(PartyInvited { party: room("party"), from: user() }), "Somebody asks one into a party.";
    Play::PartyKicked(_) => Play::PartyKicked(PartyKicked { party: room("party") }), "One was put out of a party.";
});

fn over(reason: &str) -> Over {
    let (game, mode) = ("arena".into(), "duel".into());
    Over { match_request_id: ticket().to_string(), game, mode, reason: reason.into() }
}

fn place() -> In {
    In { lobby: room("lobby"), game: "arena".into(), title: None }
}

every!(lobby_rejects: lobby::Reject {
    lobby::Reject::NotFound => lobby::Reject::NotFound, "That it is not there.";
    lobby::Reject::Forbidden => lobby::Reject::Forbidden, "That the host, or a member, may do it.";
    lobby::Reject::Invalid { .. } => lobby::Reject::Invalid { fields: wrong() }, "Each field's error beside the field.";
    lobby::Reject::UnknownGame { .. } => lobby::Reject::UnknownGame { games: games() }, "Nothing; mend the client, or the settings.";
    lobby::Reject::LobbyFull { .. } => lobby::Reject::LobbyFull { capacity: 4 }, "That it is full.";
    lobby::Reject::LobbyClosed => lobby::Reject::LobbyClosed, "That it is over.";
    lobby::Reject::AlreadyStarted => lobby::Reject::AlreadyStarted, "That it has begun.";
    lobby::Reject::NotStarted => lobby::Reject::NotStarted, "Nothing; the backend reports after `lobby:started`.";
    lobby::Reject::NotReady { .. } => lobby::Reject::NotReady { missing: 1, waiting_for: vec![user()] }, "Who is missing.";
    lobby::Reject::BannedFromLobby => lobby::Reject::BannedFromLobby, "That the host has banned one.";
    lobby::Reject::WrongPassword => lobby::Reject::WrongPassword, "The password once more.";
    lobby::Reject::TooManyLobbies { .. } => lobby::Reject::TooManyLobbies { max: 1 }, "To leave the other one.";
    lobby::Reject::Searching => lobby::Reject::Searching, "To cancel the search.";
    lobby::Reject::SeatTaken => lobby::Reject::SeatTaken, "Another seat.";
    lobby::Reject::Blocked => lobby::Reject::Blocked, "That this is not possible between the two.";
    lobby::Reject::TooManyInvitations { .. } => lobby::Reject::TooManyInvitations { max: 200 }, "The code, which lets everybody in.";
});

every!(queue_rejects: matchmaking::Reject {
    matchmaking::Reject::NotFound => matchmaking::Reject::NotFound, "That the search is over.";
    matchmaking::Reject::Forbidden => matchmaking::Reject::Forbidden, "That the leader of the party searches.";
    matchmaking::Reject::Invalid { .. } => matchmaking::Reject::Invalid { fields: wrong() }, "Each field's error beside the field.";
    matchmaking::Reject::UnknownGame { .. } => matchmaking::Reject::UnknownGame { games: games() }, "Nothing; mend the client, or the settings.";
    matchmaking::Reject::AlreadySearching { .. } => matchmaking::Reject::AlreadySearching { ticket: Some(ticket()) }, "The search that goes on; `matchRequestId` where it is one's own.";
    matchmaking::Reject::InLobby => matchmaking::Reject::InLobby, "To leave the lobby.";
    matchmaking::Reject::PartyTooLarge { .. } => matchmaking::Reject::PartyTooLarge { max: 5 }, "Modes with larger teams.";
    matchmaking::Reject::NoMatch => matchmaking::Reject::NoMatch, "That it was too late.";
    matchmaking::Reject::QueueFull { .. } => matchmaking::Reject::QueueFull { max: limits::TICKETS_MAX }, "To try again soon.";
});

every!(party_rejects: party::Reject {
    party::Reject::NotFound => party::Reject::NotFound, "That it is not there.";
    party::Reject::Forbidden => party::Reject::Forbidden, "That the leader may do it.";
    party::Reject::Invalid { .. } => party::Reject::Invalid { fields: wrong() }, "Each field's error beside the field.";
    party::Reject::AlreadyInParty { .. } => party::Reject::AlreadyInParty { party: room("party") }, "To leave the other one.";
    party::Reject::PartyFull { .. } => party::Reject::PartyFull { max: 10 }, "That it is full.";
    party::Reject::Blocked => party::Reject::Blocked, "That this is not possible between the two.";
    party::Reject::NotInvited => party::Reject::NotInvited, "That the invitation is no longer good.";
    party::Reject::TooManyInvitations { .. } => party::Reject::TooManyInvitations { max: 50 }, "To take some back first.";
});

const EVENTS: &str = "| event | data | |\n|---|---|---|\n";

pub(super) fn lobby_events() -> String {
    let mut text = EVENTS.to_owned();
    for (view, say) in lobby_views() {
        let fields = fields(&serde_json::to_value(&view).unwrap());
        writeln!(text, "| `{}` | {fields} | {say} |", view.name()).unwrap();
    }
    for (view, say) in list_views() {
        let fields = fields(&serde_json::to_value(&view).unwrap());
        writeln!(text, "| `{}` | {fields} | {say} |", list::Lobbies::name(&view)).unwrap();
    }
    text
}

pub(super) fn party_events() -> String {
    let mut text = EVENTS.to_owned();
    for (view, say) in party_views() {
        let fields = fields(&serde_json::to_value(&view).unwrap());
        writeln!(text, "| `{}` | {fields} | {say} |", view.name()).unwrap();
    }
    text
}

pub(super) fn play_events() -> String {
    let mut text = EVENTS.to_owned();
    for (play, say) in plays() {
        let fields = fields(&serde_json::to_value(&play).unwrap()["data"]);
        writeln!(text, "| `{}` | {fields} | {say} |", play.name()).unwrap();
    }
    let standing = Standing {
        match_request_id: ticket(),
        game: "arena".into(),
        mode: "duel".into(),
        status: matchmaking::page::Status::Searching,
        search_time_elapsed: 0,
        estimated_wait_time: None,
        estimate_reason: Some("too_few_matches"),
        current_relaxation_level: 0,
        relaxation: game::Level::default().words(),
        potential_matches_found: 0,
        searching: 1,
        expires_at: AT,
        ready_check: Some(ReadyCheck { until: AT, players: 2, accepted: 0, you_accepted: false }),
    };
    let fields = fields(&serde_json::to_value(&standing).unwrap());
    writeln!(
        text,
        "| `matchmaking:status` (signal) | {fields} | How the search stands; see below. |"
    )
    .unwrap();
    text
}

pub(super) fn refused<W: Words>(all: Vec<(W::Reject, &'static str)>) -> String {
    let mut text = REFUSALS.to_owned();
    for (reject, say) in all {
        let problem: Problem = W::problem(&reject);
        assert_eq!(problem.retry, !W::remembered(&reject), "the same key again");
        refusal(&mut text, problem, say);
    }
    text
}

pub(super) fn lobby_refusals() -> String {
    refused::<Lobby>(lobby_rejects())
}

pub(super) fn queue_refusals() -> String {
    refused::<Matchmaking>(queue_rejects())
}

pub(super) fn party_refusals() -> String {
    refused::<Party>(party_rejects())
}

pub(super) fn limits() -> Vec<(&'static str, String)> {
    let rules = game::LobbyRules::default();
    let fixed = BTreeMap::from([
        ("characters of the title of a lobby", lobby_limits::TITLE_CHARS_MAX),
        ("characters of the reason of a kick", lobby_limits::REASON_CHARS_MAX),
        ("characters of the password of a lobby", lobby_limits::PASSWORD_CHARS_MAX),
        ("users asked into a lobby", lobby_limits::INVITED_MAX),
        ("users banned from a lobby", lobby_limits::BANNED_MAX),
        ("members of a party", party_rules::MEMBERS_MAX),
        ("searches of a game", limits::TICKETS_MAX),
        ("users whom a search avoids", limits::AVOID_MAX),
    ]);
    let fixed = fixed.into_iter().map(|(what, limit)| (what, limit.to_string()));
    let grace = rules.reconnect_grace_ms.to_string();
    let party_grace = party_rules::GRACE_MS.to_string();
    fixed
        .chain([
            ("milliseconds that a seat is kept without a connection (unless the game says otherwise)", grace),
            ("milliseconds that a place in a party is kept without a connection", party_grace),
        ])
        .collect()
}
