//! A house without doors: a real store, real rooms, and ears where sessions would be.

use std::{path::Path, sync::Arc, time::Duration};

use actix::prelude::*;
use bytestring::ByteString;
use rialto::{
    clock::Clock,
    protocol::{
        frame::Answer,
        id::{Key, RoomId, Seq},
        person::Person,
        time::Time,
    },
    rooms::{
        Habits, Join, Parting, Reply, Rooms, ToRoom,
        audience::{Boards, Place as BoardPlace},
        core::Ask,
        directory::{Census, Directory, Sweep},
        parcel::Parcel,
        reply::Answered,
        switchboard::{Ear, SessionNo, Switchboard, ToBoard},
    },
    store::{Faults, Options, Place, Store},
};
use serde_json::{Value, value::RawValue};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// When every stage begins.
pub(crate) const NOW: Time = Time::from_ms(1_800_000_000_000);

/// Whatever is waited for should be there long before.
const PATIENCE: Duration = Duration::from_secs(20);

/// A house without doors.
pub(crate) struct Stage {
    pub(crate) clock: Clock,
    pub(crate) store: Store,
    pub(crate) rooms: Rooms,
    pub(crate) directory: Addr<Directory>,
    board: Addr<Switchboard>,
    place: BoardPlace,
}

impl Stage {
    /// A house on the database in `folder`.
    pub(crate) fn open(folder: &Path) -> Self {
        Self::on(Store::open(&options(folder)).unwrap(), Clock::manual(NOW), Habits::default())
    }

    /// The same with commits that fail.
    pub(crate) fn open_faulty(folder: &Path, faults: Arc<dyn Faults>) -> Self {
        let store = Store::open_faulty(&options(folder), faults).unwrap();
        Self::on(store, Clock::manual(NOW), Habits::default())
    }

    /// A house on this store.
    pub(crate) fn on(store: Store, clock: Clock, habits: Habits) -> Self {
        Self::apart(store, clock, habits, &[Arbiter::current()])
    }

    /// The same on these threads: the directory on the first, the ears on the last, rooms on all.
    pub(crate) fn apart(
        store: Store,
        clock: Clock,
        habits: Habits,
        threads: &[ArbiterHandle],
    ) -> Self {
        let boards = Boards::new(1);
        let directory =
            Directory::new(clock.clone(), store.clone(), boards.clone(), habits, threads.to_vec());
        let directory = Directory::start_in_arbiter(&threads[0], |_| directory);
        let place = boards.take().unwrap();
        let told = directory.clone();
        let board = Switchboard::start_in_arbiter(threads.last().unwrap(), move |_| {
            Switchboard::new(place, told)
        });
        boards.seat(place, board.clone());
        let rooms = Rooms::new(directory.clone(), store.clone(), clock.clone());
        Stage { clock, store, rooms, directory, board, place }
    }

    /// Asks a room and waits.
    pub(crate) async fn ask(
        &self,
        by: &Person,
        room: &RoomId,
        request: &str,
        data: &Value,
        key: Option<&str>,
    ) -> Answer {
        let data = RawValue::from_string(data.to_string()).unwrap();
        let key = key.and_then(Key::new);
        let ask = Ask { key, ..Ask::new(by.clone(), request, data) };
        self.rooms.ask(room.clone(), ask).await
    }

    /// A session that listens.
    pub(crate) fn listener(&self, number: u64, viewer: Option<&Person>) -> Listener {
        let (frames, heard) = unbounded_channel();
        let session = SessionNo(number);
        self.board.do_send(ToBoard::Attach { session, ear: Box::new(Recorder(frames)) });
        let viewer = viewer.cloned();
        self.board.do_send(ToBoard::Identify {
            session,
            viewer: viewer.as_ref().map(|person| person.id),
        });
        Listener { session, viewer, heard }
    }

    /// Lets a session follow a room.
    pub(crate) fn join(&self, listener: &Listener, room: &RoomId, since: Option<u64>) {
        self.join_or(listener, room, since, Reply::to(drop));
    }

    /// The same, with somebody who is told where it is not let in.
    pub(crate) fn join_or(
        &self,
        listener: &Listener,
        room: &RoomId,
        since: Option<u64>,
        reply: Reply,
    ) {
        let join = Join {
            place: self.place,
            session: listener.session,
            viewer: listener.viewer.clone(),
            id: Some(1),
            since: since.map(Seq),
            beside: None,
            reply,
        };
        self.rooms.tell(room.clone(), ToRoom::Join(Box::new(join)));
    }

    /// Lets a session hear of a room of its own without asking for anything.
    pub(crate) fn attend(&self, listener: &Listener, room: &RoomId) {
        let viewer = listener.viewer.clone().unwrap();
        self.rooms.attend(room.clone(), self.place, listener.session, viewer);
    }

    /// The session follows a room no longer.
    pub(crate) fn part(&self, listener: &Listener, room: &RoomId) {
        let (board, session) = (self.board.clone(), listener.session);
        let parting = Parting { board, session, room: room.clone() };
        self.rooms.tell(room.clone(), ToRoom::Part(parting));
    }

    /// The session is over.
    pub(crate) fn leave(&self, listener: &Listener) {
        self.board.do_send(ToBoard::Detach { session: listener.session });
    }

    /// Moves the clock and lets every room look at it.
    pub(crate) fn move_to(&self, now: Time) {
        self.clock.set(now);
        self.directory.do_send(Sweep);
    }

    /// How many rooms of a kind are awake.
    pub(crate) async fn awake(&self, kind: &str) -> usize {
        self.directory.send(Census).await.unwrap().remove(kind).unwrap_or_default()
    }
}

pub(crate) fn options(folder: &Path) -> Options {
    Options { place: Place::File(folder.join("rialto.db")), readers: 2 }
}

/// Where a session would be.
pub(crate) struct Listener {
    session: SessionNo,
    viewer: Option<Person>,
    heard: UnboundedReceiver<ByteString>,
}

impl Listener {
    /// The next frame.
    pub(crate) async fn next(&mut self) -> Value {
        let frame = tokio::time::timeout(PATIENCE, self.heard.recv()).await;
        serde_json::from_str(&frame.unwrap().unwrap()).unwrap()
    }

    /// The next frame, where one has arrived.
    pub(crate) fn waiting(&mut self) -> Option<Value> {
        Some(serde_json::from_str(&self.heard.try_recv().ok()?).unwrap())
    }
}

struct Recorder(UnboundedSender<ByteString>);

impl Ear for Recorder {
    fn hear(&self, parcel: &Parcel) {
        let signals = parcel.signals.iter().flat_map(|(_, signal)| signal.frames());
        for frame in parcel.events.frames().iter().chain(signals) {
            let _ = self.0.send(frame.clone());
        }
    }

    fn joined(&self, id: u64, answer: &Answer) {
        let _ = self.0.send(answer.frame(id));
    }

    fn answer(&self, answered: &Answered) {
        if let Some(id) = answered.id {
            let _ = self.0.send(answered.answer.frame(id));
        }
    }

    fn flush(&self) {}

    fn account_changed(&self) {}
}
