//! Hands out what a switchboard has been told: a little at a time, so that between two crowds' frames the
//! thread reads what clients send and takes in what rooms tell meanwhile.

use std::{
    future::Future,
    pin::Pin,
    task::{Context as TaskContext, Poll, ready},
};

use actix::prelude::*;

use super::switchboard::Switchboard;

/// So many listeners are served before others have their turn: about a quarter of a millisecond.
const TURNS_MAX: usize = 64;

/// A future that lives as long as its switchboard. It is looked at whenever the switchboard has been told
/// something, after all that was told.
#[derive(Default)]
pub(super) struct Pump {
    pause: Option<Pin<Box<dyn Future<Output = ()>>>>,
}

impl ActorFuture<Switchboard> for Pump {
    type Output = ();

    fn poll(
        mut self: Pin<&mut Self>,
        board: &mut Switchboard,
        _: &mut Context<Switchboard>,
        task: &mut TaskContext<'_>,
    ) -> Poll<()> {
        loop {
            if let Some(pause) = &mut self.pause {
                ready!(pause.as_mut().poll(task));
                self.pause = None;
            }
            if !board.is_busy() {
                return Poll::Pending;
            }
            board.work(TURNS_MAX);
            // Where there are fewer cores than threads, rooms and the writer wait for this one: without it a
            // bid would wait for a time slice of the system at every step of its way.
            std::thread::yield_now();
            self.pause = Some(Box::pin(tokio::task::yield_now()));
        }
    }
}
