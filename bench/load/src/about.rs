//! Where and with what it is run, as it is written beside the results.

use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    process::Command,
};

use crate::{
    clock::{self, Nanos, now},
    latencies::Latencies,
    machine::file_system,
    record::About,
    scenario::Scale,
    server::Places,
};

/// How many times the disk is asked.
const SYNCS: usize = 200;
/// What is written each time: a page, as a small commit does.
const SYNC_BYTES: usize = 4096;
const DAY_SECONDS: u64 = 86_400;

/// Looks around.
pub(crate) fn look(places: &Places, scale: Scale, revision: &str) -> About {
    let mut facts = Vec::new();
    let mut put = |name: &str, value: String| facts.push((name.to_owned(), value));
    let cores = places.cores;
    let apart = if cores.are_apart() {
        format!("servers on core {}, the load on core {}", cores.server, cores.load)
    } else {
        "servers and load share the only one".to_owned()
    };
    put("date", date(clock::unix_seconds()));
    put("processor", processor());
    put("cores", format!("{}; {apart}", processors()));
    put("kernel", line("/proc/sys/kernel/osrelease"));
    put("descriptors for a process", scale.descriptors.to_string());
    put("work on the machine before", line("/proc/loadavg"));
    put("file system of the data", file_system(&places.scratch));
    put("a page written and synced", syncs(&places.scratch));
    let program = places.rialto.display().to_string();
    put("Rialto", format!("{} ({revision})", said(&program, "--version")));
    put("rustc", said("rustc", "--version"));
    put("Node", said("node", "--version"));
    put("packages", packages(&places.peers));
    if scale.people.to_bits() != 1.0_f64.to_bits() || scale.time.to_bits() != 1.0_f64.to_bits() {
        put("not the whole", format!("{} of the people, {} of the time", scale.people, scale.time));
    }
    About { facts }
}

/// How long a disk takes to keep something, in the words of the results.
fn syncs(directory: &Path) -> String {
    let file = directory.join("sync");
    let told = measure_syncs(&file).map_or_else(
        |error| format!("unknown: {error}"),
        |took| {
            let of = |part| took.quantile(part).map_or(0.0, clock::milliseconds);
            format!("{SYNC_MEDIAN}{:.2} ms, p99 {:.2} ms", of(0.5), of(0.99))
        },
    );
    let _ = fs::remove_file(file);
    told
}

const SYNC_MEDIAN: &str = "median ";

/// The median of it, back from the words.
pub(crate) fn sync_ms(about: &About) -> Option<f64> {
    let (_, words) = about.facts.iter().find(|(name, _)| name == "a page written and synced")?;
    words.strip_prefix(SYNC_MEDIAN)?.split(' ').next()?.parse().ok()
}

fn measure_syncs(file: &Path) -> std::io::Result<Latencies> {
    let mut file = File::create(file)?;
    let mut took = Latencies::default();
    for _ in 0..SYNCS {
        let begun: Nanos = now();
        file.write_all(&[7; SYNC_BYTES])?;
        file.sync_data()?;
        took.record(now() - begun);
    }
    Ok(took)
}

fn line(file: &str) -> String {
    fs::read_to_string(file).unwrap_or_default().trim().to_owned()
}

fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find(|line| line.starts_with("model name"));
    name.and_then(|line| line.split_once(": ")).map_or("unknown", |(_, name)| name).to_owned()
}

fn processors() -> usize {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    text.lines().filter(|line| line.starts_with("processor")).count()
}

/// What a program says of itself.
fn said(program: &str, question: &str) -> String {
    let output = Command::new(program).arg(question).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    text.ok().filter(|text| !text.is_empty()).unwrap_or_else(|| "unknown".to_owned())
}

fn packages(peers: &Path) -> String {
    let text = fs::read_to_string(peers.join("package.json")).unwrap_or_default();
    let package: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let packages = package["dependencies"].as_object().into_iter().flatten();
    let packages = packages.map(|(name, version)| {
        let version = version.as_str().unwrap_or("?");
        format!("{name} {version}")
    });
    packages.collect::<Vec<_>>().join(", ")
}

/// A day in the way of ISO 8601, by the civil calendar.
fn date(unix_seconds: u64) -> String {
    let (mut days, mut year) = (unix_seconds / DAY_SECONDS, 1970);
    let is_leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    while let days_of_year = 365 + u64::from(is_leap(year))
        && days_of_year <= days
    {
        days -= days_of_year;
        year += 1;
    }
    let february = 28 + u64::from(is_leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year}-{month:02}-{:02}", days + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (951_782_399, "2000-02-28"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (1_798_761_599, "2026-12-31"),
            (1_798_761_600, "2027-01-01"),
        ] {
            assert_eq!(date(seconds), day);
        }
    }

    #[test]
    fn the_time_of_a_sync_is_found_again() {
        let facts =
            vec![("a page written and synced".to_owned(), "median 0.42 ms, p99 1 ms".to_owned())];
        assert_eq!(sync_ms(&About { facts }), Some(0.42));
    }
}
