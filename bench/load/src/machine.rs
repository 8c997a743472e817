//! The machine: cores, descriptors, and what a process has spent.

use std::{fs, io, path::Path};

use rustix::{
    process::{Resource, Rlimit, getrlimit, setrlimit},
    thread::{CpuSet, sched_getaffinity, sched_setaffinity},
};

/// The cores that this process had when it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cores {
    /// For servers: the first one.
    pub(crate) server: usize,
    /// For the load: the last one.
    pub(crate) load: usize,
}

impl Cores {
    /// Those that this process may use.
    pub(crate) fn find() -> io::Result<Self> {
        let set = sched_getaffinity(None)?;
        let mut cores = (0..CpuSet::MAX_CPU).filter(|core| set.is_set(*core));
        let server = cores.next().unwrap_or(0);
        Ok(Cores { server, load: cores.next_back().unwrap_or(server) })
    }

    /// Whether server and load have a core each.
    pub(crate) fn are_apart(self) -> bool {
        self.server != self.load
    }
}

/// Moves this thread, and whatever it starts from now on, to one core.
pub(crate) fn pin(core: usize) -> io::Result<()> {
    let mut set = CpuSet::new();
    set.set(core);
    Ok(sched_setaffinity(None, &set)?)
}

/// Opens as many descriptors as this process may, and says how many.
pub(crate) fn raise_descriptors() -> io::Result<u64> {
    let Rlimit { current: _, maximum } = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum })?;
    Ok(maximum.unwrap_or(u64::MAX))
}

/// What a process has spent since it began.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Spent {
    /// On the cores, in nanoseconds.
    pub(crate) total: u64,
    /// In the program itself, in ticks of the system.
    user: u64,
    /// In the system on its behalf, in the same.
    system: u64,
}

impl Spent {
    /// All threads of a process.
    pub(crate) fn by(process: &str) -> io::Result<Self> {
        let mut spent = Spent::default();
        for thread in fs::read_dir(format!("/proc/{process}/task"))? {
            // A thread that has just ended has no file any more.
            let text = fs::read_to_string(thread?.path().join("schedstat")).unwrap_or_default();
            let on_core = text.split(' ').next().and_then(|number| number.parse::<u64>().ok());
            spent.total += on_core.unwrap_or(0);
        }
        let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
        let fields = stat.rsplit_once(") ").map_or("", |(_, fields)| fields);
        let field = |number: usize| {
            fields.split(' ').nth(number).and_then(|text| text.parse::<u64>().ok()).unwrap_or(0)
        };
        Ok(Spent { user: field(11), system: field(12), ..spent })
    }

    /// Since then.
    pub(crate) fn since(self, then: Self) -> Self {
        Spent {
            total: self.total.saturating_sub(then.total),
            user: self.user.saturating_sub(then.user),
            system: self.system.saturating_sub(then.system),
        }
    }

    /// Which part of it was spent in the program itself.
    #[expect(clippy::cast_precision_loss, reason = "ticks of a few seconds")]
    pub(crate) fn user_part(self) -> f64 {
        self.user as f64 / (self.user + self.system).max(1) as f64
    }
}

/// What a process has in memory, in bytes.
pub(crate) fn resident_bytes(process: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("");
    let kibibytes = line.trim().split(' ').next().and_then(|number| number.parse::<u64>().ok());
    kibibytes.unwrap_or(0) * 1024
}

/// How many descriptors a process has open.
pub(crate) fn descriptors(process: u32) -> usize {
    fs::read_dir(format!("/proc/{process}/fd")).map_or(0, Iterator::count)
}

/// The file system in which a directory is.
pub(crate) fn file_system(directory: &Path) -> String {
    let directory = directory.canonicalize().unwrap_or_default();
    let mounts = fs::read_to_string("/proc/mounts").unwrap_or_default();
    let mounts = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ');
        let (_, at, kind) = (words.next()?, words.next()?, words.next()?);
        directory.starts_with(at).then_some((at.len(), kind.to_owned()))
    });
    mounts.max().map_or_else(|| "unknown".to_owned(), |(_, kind)| kind)
}
