//! The window's commands and types: generated from the shell, never edited by hand.

use std::fs;

/// Writes the bindings anew when asked to, else compares: a command that changed without its bindings fails here.
#[test]
fn the_bindings_are_those_of_the_commands() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/bindings.ts");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let fresh = folder.path().join("bindings.ts");
    let header = "// This file is generated from the commands of the desktop shell: change them there.\n// To write it anew: YIZHAN_WRITE_BINDINGS=1 cargo test --test bindings\n";
    desktop::bindings()
        .export(
            specta_typescript::Typescript::default().header(header),
            &fresh,
        )
        .expect("every type has a form in TypeScript");
    let fresh = fs::read_to_string(&fresh).expect("they were just written");
    if std::env::var_os("YIZHAN_WRITE_BINDINGS").is_some() {
        fs::write(path, &fresh).expect("the checkout can be written");
    }
    let kept = fs::read_to_string(path).expect("the bindings are in the checkout");
    assert!(
        kept == fresh,
        "ui/src/bindings.ts is not what the commands are; write it anew"
    );
}
