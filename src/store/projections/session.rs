//! Sessions have no lists of their own: their lots are in those of auctions.

use super::Project;
use crate::protocol::session::Sessions;

impl Project for Sessions {}
