//! Lists the commands the window may call, and keeps our SQLite out of WebKit's sight.

fn main() {}
