//! The walls between the crates, as docs/architecture.md draws them: what may depend on what, and which library
//! is used where.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

type Edges = BTreeMap<String, BTreeSet<String>>;

/// Every edge that there may be between our own crates.
const ALLOWED: &[(&str, &[&str])] = &[
    ("rules", &[]),
    ("scan", &[]),
    ("card", &["rules"]),
    ("protocol", &["rules"]),
    ("print", &["card", "rules"]),
    ("replica", &["protocol", "card", "rules"]),
    ("sync", &["replica", "protocol", "rules"]),
    ("central", &["protocol", "card", "rules"]),
    (
        "cli",
        &[
            "sync", "replica", "print", "scan", "protocol", "card", "rules",
        ],
    ),
    (
        "yizhan",
        &["sync", "replica", "print", "scan", "protocol", "rules"],
    ),
];

/// Libraries that live in some rooms only.
const AT_HOME: &[(&str, &[&str])] = &[
    ("rusqlite", &["replica", "central"]),
    ("axum", &["central"]),
    ("sqlx", &["central"]),
    ("reqwest", &["sync"]),
    ("tauri", &["yizhan"]),
    ("printpdf", &["print"]),
    ("ed25519-dalek", &["card", "protocol", "replica", "central"]),
    ("tokio", &["sync", "central", "cli", "yizhan"]),
    ("getrandom", &["replica", "central"]),
];

/// What breaks a wall among these edges, in words.
fn broken(edges: &Edges) -> Vec<String> {
    let mut found = Vec::new();
    for (from, to) in edges {
        let ours = ALLOWED.iter().find(|(name, _)| name == from);
        for to in to {
            let is_ours = ALLOWED.iter().any(|(name, _)| name == to);
            if is_ours && !ours.is_some_and(|(_, allowed)| allowed.contains(&to.as_str())) {
                found.push(format!("{from} must not depend on {to}"));
            }
            let home = AT_HOME.iter().find(|(name, _)| name == to);
            if home.is_some_and(|(_, homes)| !homes.contains(&from.as_str())) {
                found.push(format!("{to} is not for {from}"));
            }
        }
    }
    found
}

fn edges_of(packages: &[&Package]) -> Edges {
    packages
        .iter()
        .map(|package| {
            let normal = package
                .dependencies
                .iter()
                .filter(|dependency| dependency.kind == DependencyKind::Normal);
            (
                package.name.to_string(),
                normal.map(|dependency| dependency.name.clone()).collect(),
            )
        })
        .collect()
}

#[test]
fn the_walls_stand() {
    let metadata = MetadataCommand::new()
        .no_deps()
        .exec()
        .expect("cargo tells its metadata");
    let edges = edges_of(&metadata.workspace_packages());
    assert_eq!(
        edges.len(),
        ALLOWED.len(),
        "a new crate needs its line in the walls"
    );
    assert_eq!(broken(&edges), Vec::<String>::new());
}

#[test]
fn a_forbidden_edge_is_seen() {
    let edge =
        |from: &str, to: &str| Edges::from([(from.to_owned(), BTreeSet::from([to.to_owned()]))]);
    for (from, to) in [
        ("rules", "protocol"),
        ("print", "replica"),
        ("replica", "sync"),
        ("central", "replica"),
        ("sync", "print"),
        ("scan", "rules"),
        ("cli", "central"),
        ("yizhan", "central"),
        ("replica", "reqwest"),
        ("cli", "rusqlite"),
        ("replica", "tauri"),
        ("sync", "axum"),
    ] {
        assert_eq!(broken(&edge(from, to)).len(), 1, "{from} → {to}");
    }
    assert!(broken(&edge("replica", "rules")).is_empty());
}

/// Runs clippy with the bans of `rules` over a crate of one function; whether it was let through, and its words.
fn linted(function: &str) -> (bool, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    write(
        "Cargo.toml",
        "[package]\nname = \"trial\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n",
    );
    let bans = include_str!("../crates/rules/clippy.toml");
    let pure: String = bans
        .lines()
        .filter(|line| !line.contains("jiff::"))
        .map(|line| format!("{line}\n"))
        .collect();
    write("clippy.toml", &pure);
    write(
        "src/lib.rs",
        &format!("//! A trial.\n\n/// A function.\n{function}\n"),
    );
    let run = std::process::Command::new("cargo")
        .args(["clippy", "--offline", "--quiet", "--", "-D", "warnings"])
        .current_dir(folder.path())
        .env("CARGO_TARGET_DIR", folder.path().join("target"))
        .output()
        .expect("cargo runs");
    (
        run.status.success(),
        String::from_utf8_lossy(&run.stderr).into_owned(),
    )
}

#[test]
fn a_clock_or_a_file_in_the_rules_is_refused() {
    let (let_through, words) = linted("pub fn one() -> u8 {\n    1\n}");
    assert!(let_through, "{words}");
    for impure in [
        "pub fn now() -> std::time::SystemTime {\n    std::time::SystemTime::now()\n}",
        "pub fn read() -> Option<String> {\n    std::fs::read_to_string(\"x\").ok()\n}",
    ] {
        let (let_through, words) = linted(impure);
        assert!(!let_through && words.contains("disallowed"), "{words}");
    }
}
