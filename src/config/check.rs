//! Settings that are each fine and impossible together.

use super::{Config, FRAME_ANCESTORS_MAX, TITLE_CHARS_MAX};
use crate::protocol::{conversation::WordList, market::listing::BPS_MAX};

/// A setting that cannot be as it is.
pub(super) struct Clash {
    /// Which, e.g. `auth.access_ttl`.
    pub(super) key: &'static str,
    /// What is wrong with it.
    pub(super) what: String,
    /// Why that is.
    pub(super) why: &'static str,
    /// What to do about it.
    pub(super) remedy: &'static str,
}

/// A client's frame must hold at least a request, and at most what one may hold in memory for each.
const FRAME_BYTES: std::ops::RangeInclusive<usize> = 1024..=16 * 1024 * 1024;

/// More threads than this help nobody.
const THREADS_MAX: usize = 1024;

/// The first pair that cannot be.
pub(super) fn clash(config: &Config) -> Option<Clash> {
    [
        shares,
        experiments,
        issuers,
        tokens,
        sizes,
        threads,
        words,
        files,
        title,
        frames,
        testing,
        doors,
    ]
    .iter()
    .find_map(|check| check(config))
}

fn doors(config: &Config) -> Option<Clash> {
    config.server.listen.is_empty().then(|| Clash {
        key: "server.listen",
        what: "nothing to listen on".into(),
        why: "the list is empty",
        remedy: "name an address, such as \"127.0.0.1:8080\"",
    })
}

fn shares(config: &Config) -> Option<Clash> {
    let shares = [
        ("market.premium_bps", config.market.premium_bps),
        ("market.commission_bps", config.market.commission_bps),
    ];
    let (key, bps) = shares.into_iter().find(|(_, bps)| BPS_MAX < *bps)?;
    Some(Clash {
        key,
        what: format!("a share of {bps} hundredths of a percent cannot be"),
        why: "the house cannot take more than all of it",
        remedy: "choose from 0 to 10000; 500 are 5 %",
    })
}

fn experiments(config: &Config) -> Option<Clash> {
    let all = &config.market.experiments;
    let twice = |at: usize| all.iter().take(at).any(|one| one.name == all[at].name);
    let wrong = all
        .iter()
        .enumerate()
        .find(|(at, one)| one.name.trim().is_empty() || one.arms.len() < 2 || twice(*at));
    wrong.map(|(_, one)| Clash {
        key: "market.experiments",
        what: format!("the experiment \"{}\" compares nothing", one.name),
        why: "each has a name of its own, and at least two arms",
        remedy: "see config/rialto.toml for one that does",
    })
}

fn tokens(config: &Config) -> Option<Clash> {
    let auth = &config.auth;
    (auth.refresh_ttl <= auth.access_ttl).then(|| Clash {
        key: "auth.access_ttl",
        what: format!(
            "access tokens ({}) outlive refresh tokens ({})",
            auth.access_ttl, auth.refresh_ttl
        ),
        why: "nobody could stay signed in by refreshing",
        remedy: "make `auth.access_ttl` shorter than `auth.refresh_ttl`",
    })
}

fn issuers(config: &Config) -> Option<Clash> {
    let unclear = |issuer: &&super::Issuer| issuer.key_file.is_some() == issuer.jwks_file.is_some();
    let issuer = config.auth.issuers.iter().find(unclear)?;
    Some(Clash {
        key: "auth.issuers",
        what: format!("issuer \"{}\" needs exactly one key", issuer.issuer),
        why: "its tokens are checked with `key_file` or with `jwks_file`",
        remedy: "name one of the two files",
    })
}

fn sizes(config: &Config) -> Option<Clash> {
    let limits = &config.limits;
    if !FRAME_BYTES.contains(&limits.frame.bytes()) {
        return Some(Clash {
            key: "limits.frame",
            what: format!("a frame of {} cannot be", limits.frame),
            why: "a request must fit, and thousands of clients must fit in memory",
            remedy: "choose from \"1KiB\" to \"16MiB\"",
        });
    }
    (limits.outbound < limits.frame).then(|| Clash {
        key: "limits.outbound",
        what: format!("{} cannot hold a frame of {}", limits.outbound, limits.frame),
        why: "a client would be cut as too slow by its first answer",
        remedy: "make `limits.outbound` at least `limits.frame`",
    })
}

fn threads(config: &Config) -> Option<Clash> {
    let counts = [
        ("server.workers", config.server.workers),
        ("database.readers", config.database.readers.get()),
    ];
    let (key, count) = counts.into_iter().find(|(_, count)| THREADS_MAX < *count)?;
    Some(Clash {
        key,
        what: format!("`{key}` cannot be {count}"),
        why: "each is a thread of the system",
        remedy: "choose at most 1024; one or two per core are enough",
    })
}

fn words(config: &Config) -> Option<Clash> {
    let words = config.conversations.words.clone();
    let list = WordList { words, action: config.conversations.words_action };
    list.misfit().map(|_| Clash {
        key: "conversations.words",
        what: "not a list of words".into(),
        why: "each is one word of at most 40 letters and digits, and there are at most 500",
        remedy: "leave out spaces and signs",
    })
}

fn files(config: &Config) -> Option<Clash> {
    let files = &config.attachments;
    if files.within < files.stall {
        return Some(Clash {
            key: "attachments.stall",
            what: format!("{} is longer than the whole upload ({})", files.stall, files.within),
            why: "an upload that stalls could not be told from one that is slow",
            remedy: "make `attachments.stall` at most `attachments.within`",
        });
    }
    (files.waiting_size < files.size).then(|| Clash {
        key: "attachments.waiting_size",
        what: format!("{} cannot hold a file of {}", files.waiting_size, files.size),
        why: "nobody could upload the largest file",
        remedy: "make `attachments.waiting_size` at least `attachments.size`",
    })
}

fn title(config: &Config) -> Option<Clash> {
    let title = &config.web.title;
    let fits = (1..=TITLE_CHARS_MAX).contains(&title.trim().chars().count());
    (!fits || title.chars().any(char::is_control)).then(|| Clash {
        key: "web.title",
        what: format!("{title:?} is no title"),
        why: "it stands in the head of every page",
        remedy: "choose 1 to 60 characters in one line",
    })
}

fn frames(config: &Config) -> Option<Clash> {
    let sites = config.web.frame_ancestors.len();
    if FRAME_ANCESTORS_MAX < sites {
        return Some(Clash {
            key: "web.frame_ancestors",
            what: format!("{sites} sites are too many"),
            why: "all of them stand in a header of every page that may be framed",
            remedy: "name at most 50",
        });
    }
    (0 < sites && !config.web.enabled).then(|| Clash {
        key: "web.frame_ancestors",
        what: "there are no pages to frame".into(),
        why: "`web.enabled` is false",
        remedy: "switch the pages on, or name no sites",
    })
}

fn testing(config: &Config) -> Option<Clash> {
    if config.loopback_only() {
        return None;
    }
    let key = match (config.testing.echo, config.testing.volatile) {
        (true, _) => "testing.echo",
        (false, true) => "testing.volatile",
        (false, false) => return None,
    };
    Some(Clash {
        key,
        what: format!("`{key}` is for tests on this machine"),
        why: "`server.listen` names an address that others can reach",
        remedy: "switch it off, or listen on loopback only",
    })
}
