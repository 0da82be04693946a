insert into quarantine (
    chain, seq, id, prev, hash, kind, version,
    wall, mono, boot, hlc, actor, body, received_at, code, known_at
) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
