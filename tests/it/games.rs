//! Games: the two to begin with are good, bad files are told what is wrong and where, and what the command line
//! makes of them.

use std::{fs, path::PathBuf, process::Command};

use rialto::{
    config::{Games, Problem},
    protocol::game::{Rule, Setting, Values},
    simulation::{
        crowd::Habits,
        matchmaking::{Relaxation, evening},
    },
};

fn read(text: &str) -> Result<usize, Problem> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("toy.toml");
    fs::write(&file, text).unwrap();
    Games { files: vec![file] }.read().map(|games| games.len())
}

const TOY: &str = r#"
name = "toy"
title = "Toy"
regions = ["eu"]

[settings.rounds]
type = "integer"
min = 1
max = 9
default = 3

[[modes]]
name = "duel"
title = "Duel"
teams = 2
players = 1
levels = [ { skill = 50 }, { after = "10s", skill = 100 } ]
criteria = { input = ["keys", "pad"] }
"#;

#[test]
fn the_two_games_to_begin_with_are_those_in_the_folder() {
    let files = ["arena", "quiz"].map(|name| PathBuf::from(format!("config/games/{name}.toml")));
    let read = Games { files: files.into() }.read().unwrap();
    assert_eq!(read, Games::examples().unwrap());
    assert!(read["arena"].modes["team"].backfill && read["arena"].modes["duel"].rated);
}

#[test]
fn a_bad_game_is_told_what_is_wrong() {
    assert_eq!(read(TOY), Ok(1));
    for (from, to, told) in [
        ("name = \"toy\"", "name = \"My Toy\"", "\"My Toy\" is no name"),
        ("title = \"Toy\"", "titel = \"Toy\"", "unknown field `titel`"),
        ("max = 9", "max = 2", "settings.rounds: its default is not 1 to 2"),
        ("type = \"integer\"", "type = \"float\"", "unknown variant `float`"),
        ("teams = 2", "teams = 1", "modes.duel: a match of 1 players"),
        ("teams = 2", "teams = 40", "modes.duel: a match of 40 players"),
        ("{ skill = 50 }", "{ after = \"5s\", skill = 50 }", "modes.duel: its levels"),
        ("skill = 100", "skill = 20", "modes.duel: its levels"),
        ("after = \"10s\", ", "", "modes.duel: its levels"),
        ("[\"keys\", \"pad\"]", "[]", "modes.duel: its criteria"),
        ("[\"keys\", \"pad\"]", "[\"Keys\"]", "\"Keys\" is no name"),
    ] {
        let text = TOY.replacen(from, to, 1);
        assert_ne!(text, TOY, "{from}");
        let problem = read(&text).unwrap_err();
        let said = format!("{}: {} {}", problem.at, problem.what, problem.why);
        assert!(said.contains(told) && said.contains("toy.toml:"), "{from} -> {to}: {said}");
    }
    let missing = Games { files: vec!["nowhere.toml".into()] }.read().unwrap_err();
    assert!(missing.what.contains("nowhere.toml"), "{missing:?}");
}

#[test]
fn settings_of_a_lobby_keep_to_their_rules() {
    let games = Games::examples().unwrap();
    let (arena, quiz) = (&games["arena"], &games["quiz"]);
    let set = |name: &str, value| Values::from([(name.to_owned(), value)]);
    let rounds = |number| set("rounds", Setting::Integer(number));
    let settled = arena.settle(&Values::new(), &rounds(7)).unwrap();
    assert_eq!(settled["map"], Setting::Text("harbour".into()), "the rest is as usual");
    let later = arena.settle(&settled, &set("map", Setting::Text("glacier".into()))).unwrap();
    assert_eq!(
        (&later["rounds"], &later["map"]),
        (&Setting::Integer(7), &Setting::Text("glacier".into()))
    );
    for wrong in [
        rounds(0),
        rounds(31),
        set("rounds", Setting::Boolean(true)),
        set("map", Setting::Text("x".into())),
        set("x", Setting::Boolean(true)),
    ] {
        assert!(arena.settle(&settled, &wrong).is_err(), "{wrong:?}");
    }
    let title = |chars: usize| set("title", Setting::Text("x".repeat(chars)));
    assert!(quiz.settle(&Values::new(), &title(60)).is_ok());
    assert!(quiz.settle(&Values::new(), &title(61)).is_err());
    assert!(
        quiz.settle(&Values::new(), &set("title", Setting::Text("two\nlines".into()))).is_err()
    );
    // What was set under other rules gives way.
    let old = set("rounds", Setting::Integer(99));
    assert_eq!(arena.settle(&old, &Values::new()).unwrap()["rounds"], Setting::Integer(5));
    let text = Rule::Text { max: 3, default: String::new() };
    assert_eq!(text.misfit(&Setting::Integer(1)).unwrap().0, "wrong_type");
}

#[test]
fn an_evening_is_the_same_for_its_seed_and_wider_levels_wait_less() {
    let games = Games::examples().unwrap();
    let arena = &games["arena"];
    let habits = Habits { players: 400, evening_ms: 3_600_000, ..Habits::default() };
    for mode in ["duel", "team"] {
        let mode = &arena.modes[mode];
        let play =
            |time, skill, seed| evening(arena, mode, &Relaxation { time, skill }, &habits, seed);
        let (one, again, other) = (play(1.0, 1.0, 7), play(1.0, 1.0, 7), play(1.0, 1.0, 8));
        assert_eq!(
            (one.matches, &one.waits_ms, &one.spreads),
            (again.matches, &again.waits_ms, &again.spreads)
        );
        assert_ne!(one.waits_ms, other.waits_ms);
        assert!(0 < one.matches && one.searches > one.matches);
        assert_eq!(one.spreads.len(), one.matches);
        let middle = |of: &[u64]| of[of.len() * 9 / 10];
        let (wide, narrow) = (play(0.2, 4.0, 7), play(2.0, 0.5, 7));
        assert!(middle(&wide.waits_ms) < middle(&narrow.waits_ms), "sooner");
        let mean = |of: &[u32]| of.iter().sum::<u32>() / u32::try_from(of.len()).unwrap();
        assert!(mean(&narrow.spreads) < mean(&wide.spreads), "and less even");
    }
}

#[test]
fn the_command_prints_what_an_operator_can_choose_from() {
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_rialto")).args(arguments).output().unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (output.status.code().unwrap(), text)
    };
    let base = ["simulate", "matchmaking", "--players", "300", "--hours", "1"];
    let with = |more: &[&'static str]| run(&[&base[..], more].concat());
    let (code, text) = with(&["--relax", "1x1", "--relax", "0x4"]);
    assert_eq!(code, 0, "{text}");
    for line in ["300 players of Arena (Duel", "after     0 s  skill ±50", "\n1x1 ", "\n0x4 "] {
        assert!(text.contains(line), "{line}: {text}");
    }
    for (more, code, told) in [
        (&["--relax", "often"][..], 2, "two numbers from 0 to 100"),
        (&["--absent", "100"], 2, "0..=50"),
        (&["--mode", "chess"], 2, "arena has duel, team"),
        (&["--game", "nowhere.toml"], 2, "cannot read the game nowhere.toml"),
    ] {
        let (found, text) = with(more);
        assert!(found == code && text.contains(told), "{more:?}: {found} {text}");
    }
    let (_, help) = run(&["simulate", "matchmaking", "--help"]);
    assert!(help.contains("Examples:") && help.contains("--relax 0x4"), "{help}");
}
