//! How far it is to what C++ reaches.

use super::{
    numbers::{Results, shown},
    put,
    tables::{BARE, RIALTO, SOCKET_IO},
};

/// uWebSockets (C++) and Socket.IO 4.8 as they were measured side by side in November 2026, on two
/// cores, with the same scenarios: scenario, figure, its name, uWebSockets, Socket.IO.
pub(super) const EARLIER: [Earlier; 8] = [
    Earlier::new("S1a", "deliveries_s", "deliveries/s", 283_600.0, 159_700.0),
    Earlier::new("S1a", "cpu_us", "CPU µs", 3.5, 6.2),
    Earlier::new("S1b", "deliveries_s", "deliveries/s", 2_390_000.0, 154_100.0),
    Earlier::new("S1b", "cpu_us", "CPU µs", 0.41, 6.5),
    Earlier::new("S2", "deliveries_s", "deliveries/s", 195_100.0, 58_800.0),
    Earlier::new("S2", "cpu_us", "CPU µs", 5.1, 17.0),
    Earlier::new("S4", "cpu_us", "CPU µs", 5.1, 9.1),
    Earlier::new("S4", "p99_ms", "p99 ms", 5.9, 9.1),
];

/// A figure of uWebSockets and of Socket.IO of the same run.
pub(super) struct Earlier {
    scenario: &'static str,
    name: &'static str,
    heading: &'static str,
    uwebsockets: f64,
    socket_io: f64,
}

impl Earlier {
    const fn new(
        scenario: &'static str,
        name: &'static str,
        heading: &'static str,
        uwebsockets: f64,
        socket_io: f64,
    ) -> Self {
        Earlier { scenario, name, heading, uwebsockets, socket_io }
    }

    fn ratio(&self) -> f64 {
        self.uwebsockets / self.socket_io
    }
}

/// uWebSockets to Socket.IO as it was measured earlier.
pub(super) fn earlier_ratio(scenario: &str, name: &str) -> Option<f64> {
    let earlier = EARLIER.iter().find(|row| row.scenario == scenario && row.name == name);
    earlier.map(Earlier::ratio)
}

/// Appends the table.
pub(super) fn write(results: &Results, text: &mut String) {
    text.push_str(
        "## How far it is to C++\n\n\
         Two measures, for uWebSockets itself is not run here. `bare` is what one write for each \
         delivery costs at least, in the same run; whoever sends several bids with one write can be \
         better. And uWebSockets was measured beside Socket.IO in November 2026 on a machine like \
         this, with these scenarios: what it was to Socket.IO then can be compared with what Rialto \
         is to Socket.IO now. The last column is the quotient of the two: for deliveries above 1, \
         for CPU and p99 below 1 is better than uWebSockets.\n\n\
         | | | uWebSockets then | Socket.IO then | ratio then | Rialto to Socket.IO now | to `bare` now \
         | Rialto to uWebSockets, by the ratios |\n|---|---|--:|--:|--:|--:|--:|--:|\n",
    );
    for row in &EARLIER {
        let (scenario, name) = (row.scenario, row.name);
        let now = results.ratio(scenario, name, RIALTO, SOCKET_IO);
        let to_bare = results.ratio(scenario, name, RIALTO, BARE);
        let told = |ratio: Option<f64>| ratio.map_or_else(|| "–".to_owned(), shown);
        put(
            text,
            format_args!(
                "| {scenario} | {} | {} | {} | {} | {} | {} | {} |\n",
                row.heading,
                shown(row.uwebsockets),
                shown(row.socket_io),
                shown(row.ratio()),
                told(now),
                told(to_bare),
                told(now.map(|now| now / row.ratio())),
            ),
        );
    }
    text.push('\n');
}
