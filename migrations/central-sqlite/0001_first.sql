-- The first shape of central's database, when it is one SQLite file.
--
-- One file is one shard: the county code, by which a sharded store spreads its keys, is kept once per
-- organisation here, and the tables of the log are led by the organisation's short local number instead,
-- so that an organisation's facts lie together and its id is not repeated in every index.
-- Numbers that are unsigned on the wire are stored with the same 64 bits. Times are milliseconds since 1970.

create table central (
    only integer primary key check (only = 1),
    id blob not null check (length(id) = 16),
    server_epoch blob not null check (length(server_epoch) = 16),
    initialised_at integer not null
) strict;

create table organisation (
    number integer primary key,
    id blob not null unique check (length(id) = 16),
    tag blob not null unique check (length(tag) = 4),
    county text check (length(county) = 6),
    founder blob not null check (length(founder) = 16),
    administrator blob not null check (length(administrator) = 16),
    field_key blob not null,
    ready integer not null default 0 check (ready in (0, 1)),
    founded_at integer not null
) strict;

-- The next free position of each log. Updated last in every transaction that appends.
create table org_log (
    organisation integer primary key references organisation (number),
    next integer not null default 1 check (next >= 1)
) strict;

create table station (
    id blob primary key check (length(id) = 16),
    organisation integer not null references organisation (number),
    name text not null,
    key blob not null check (length(key) = 32),
    epoch blob not null check (length(epoch) = 16),
    counter integer not null default 0,
    seen_window integer not null default 0,
    enrolled_at integer not null,
    last_seen_at integer not null,
    revoked_at integer
) strict, without rowid;

create table enrolment_code (
    digest blob primary key check (length(digest) = 32),
    organisation integer references organisation (number),
    expires_at integer not null,
    used_by blob check (length(used_by) = 16)
) strict, without rowid;

create table issuer (
    organisation integer not null references organisation (number),
    key blob not null check (length(key) = 32),
    from_on integer not null,
    until_on integer not null,
    withdrawn integer not null default 0 check (withdrawn in (0, 1)),
    primary key (organisation, key)
) strict, without rowid;

create table chain (
    number integer primary key,
    organisation integer not null references organisation (number),
    station blob not null check (length(station) = 16),
    epoch blob not null check (length(epoch) = 16),
    high_water integer not null,
    head blob not null check (length(head) = 32),
    hlc integer not null default 0,
    unique (organisation, station, epoch)
) strict;

create table fact (
    organisation integer not null references organisation (number),
    position integer not null check (position >= 1),
    id blob not null unique check (length(id) = 16),
    chain integer not null references chain (number),
    seq integer not null check (seq >= 1),
    prev blob not null check (length(prev) = 32),
    hash blob not null check (length(hash) = 32),
    kind integer not null,
    version integer not null,
    wall integer not null,
    mono integer not null,
    boot blob not null check (length(boot) = 16),
    hlc integer not null,
    actor blob not null check (length(actor) = 16),
    body blob not null,
    received_at integer not null,
    flag text,
    primary key (organisation, position),
    unique (chain, seq)
) strict, without rowid;

-- What is kept beside the log. `known_at`: the same fact stands in the log at that position already.
create table quarantine (
    chain integer not null references chain (number),
    seq integer not null check (seq >= 1),
    id blob not null check (length(id) = 16),
    prev blob not null check (length(prev) = 32),
    hash blob not null check (length(hash) = 32),
    kind integer not null,
    version integer not null,
    wall integer not null,
    mono integer not null,
    boot blob not null check (length(boot) = 16),
    hlc integer not null,
    actor blob not null check (length(actor) = 16),
    body blob not null,
    received_at integer not null,
    code text not null,
    known_at integer,
    primary key (chain, seq)
) strict, without rowid;

-- The rows that central owns, as the last `put` left them. `number`: a person's volunteer number.
create table row (
    organisation integer not null references organisation (number),
    tab text not null,
    key blob not null,
    version integer not null check (version >= 1),
    map blob not null,
    number text,
    primary key (organisation, tab, key)
) strict, without rowid;

create index row_number on row (organisation, number) where number is not null;

-- Which version last changed a field, and whose wish it was: what tells a conflict from two changes side by side.
create table row_change (
    organisation integer not null references organisation (number),
    tab text not null,
    key blob not null,
    field integer not null,
    version integer not null,
    station blob not null check (length(station) = 16),
    primary key (organisation, tab, key, field)
) strict, without rowid;

-- What a staff member might do from when on: facts made while he might are taken after he no longer may.
create table staff_term (
    organisation integer not null references organisation (number),
    staff blob not null check (length(staff) = 16),
    from_at integer not null,
    role integer not null,
    active integer not null check (active in (0, 1)),
    primary key (organisation, staff, from_at)
) strict, without rowid;

-- Cards that were retired, with their bit where the card's text told it.
create table retired_card (
    organisation integer not null references organisation (number),
    card blob not null check (length(card) = 8),
    bit integer,
    primary key (organisation, card)
) strict, without rowid;

create table bitmap (
    organisation integer primary key references organisation (number),
    version integer not null,
    digest blob not null unique check (length(digest) = 32),
    signed blob not null
) strict;

create table bundle (
    only integer primary key check (only = 1),
    version integer not null,
    issued_at integer not null,
    signed blob not null
) strict;

create table blob (
    organisation integer not null references organisation (number),
    digest blob not null check (length(digest) = 32),
    bytes blob not null,
    primary key (organisation, digest)
) strict;
