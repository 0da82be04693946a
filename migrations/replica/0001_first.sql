-- The first shape of a station's replica: what it is, whom it serves, what happened at it.

-- The station itself: one row.
create table station (
    one integer primary key check (one = 1),
    id blob not null check (length(id) = 16),
    epoch blob not null check (length(epoch) = 16),
    name text not null,
    signing_key blob not null check (length(signing_key) = 32),
    organisation blob check (length(organisation) = 16),
    staff blob check (length(staff) = 16),
    field_key blob check (length(field_key) = 32),
    -- Standalone: root, central and issuer keys of its own. Empty once it never held any.
    own_keys blob,
    -- Joined: where central is, who it is, in which life.
    central_url text,
    central_id blob check (length(central_id) = 16),
    server_epoch blob check (length(server_epoch) = 16),
    -- Rows that a founding station still hands over, as the count done; null when there is nothing to hand over.
    handing_over integer,
    last_contact_at integer
) strict;

-- Whom to trust: the newest bundle and the root it must come from.
create table trust (
    one integer primary key check (one = 1),
    fingerprint text not null,
    version integer not null,
    bundle blob not null
) strict;

create table status_bitmap (
    tag blob primary key check (length(tag) = 4),
    version integer not null,
    bitmap blob not null
) strict;

create table organisation (
    id blob primary key check (length(id) = 16),
    tag blob not null unique check (length(tag) = 4),
    parent blob,
    level integer not null check (level between 1 and 5),
    name text not null,
    version integer not null,
    row blob not null
) strict;

create index organisation_by_parent on organisation (parent);

create table person (
    volunteer blob primary key check (length(volunteer) = 8),
    number text not null,
    name text not null,
    pinyin text not null,
    initials text not null,
    identity_index blob,
    identity_tail text,
    phone_tail text,
    photo blob check (length(photo) = 32),
    version integer not null,
    row blob not null
) strict;

create unique index person_by_number on person (number) where number <> '';
create unique index person_by_identity on person (identity_index) where identity_index is not null;

create table membership (
    organisation blob not null,
    volunteer blob not null,
    state text not null,
    version integer not null,
    row blob not null,
    primary key (organisation, volunteer)
) strict, without rowid;

create index membership_by_volunteer on membership (volunteer);

create table project (
    id blob primary key check (length(id) = 16),
    organisation blob not null,
    name text not null,
    from_on integer not null,
    to_on integer not null,
    version integer not null,
    row blob not null
) strict;

create index project_by_date on project (from_on, to_on);

-- Positions, teams and profiles: read by key only.
create table other_row (
    kind text not null,
    key blob not null,
    version integer not null,
    row blob not null,
    primary key (kind, key)
) strict, without rowid;

create table staff (
    id blob primary key check (length(id) = 16),
    organisation blob not null,
    name text not null,
    role integer not null,
    active integer not null check (active in (0, 1)),
    version integer not null,
    row blob not null
) strict;

create table card (
    id blob primary key check (length(id) = 8),
    volunteer blob not null,
    revision integer not null,
    status_index integer not null,
    issued_on integer not null,
    expires_on integer not null,
    state text not null check (state in ('valid', 'retired')),
    text text not null
) strict;

create index card_by_volunteer on card (volunteer, revision desc);

create table portrait (
    digest blob primary key check (length(digest) = 32),
    jpeg blob not null
) strict, without rowid;

-- What facts repeat, told once.
create table chain (
    n integer primary key,
    station blob not null,
    epoch blob not null,
    organisation blob not null,
    -- The head: where the chain ends and with which hash. A log whose tail was cut off does not reach it.
    seq integer not null,
    head blob not null check (length(head) = 32),
    unique (station, epoch, organisation)
) strict;

create table boot (
    n integer primary key,
    id blob not null unique check (length(id) = 16)
) strict;

create table actor (
    n integer primary key,
    staff blob not null unique check (length(staff) = 16)
) strict;

-- Facts: added, never changed but for what is known *about* them below the line.
create table fact (
    n integer primary key,
    id blob not null unique check (length(id) = 16),
    chain integer not null references chain (n),
    seq integer not null,
    prev blob check (length(prev) = 32), -- only where it is not the hash of the fact before it
    hash blob not null check (length(hash) = 32),
    kind integer not null,
    version integer not null,
    wall integer not null,
    mono integer not null,
    boot integer not null references boot (n),
    hlc integer not null,
    actor integer not null references actor (n),
    body blob not null,
    -- Known about it: central's position; the time that rules see; whom and what it concerns; a flag of central's.
    position integer,
    at integer not null,
    volunteer blob check (length(volunteer) = 8),
    project blob check (length(project) = 16),
    about blob check (length(about) = 16),
    flag text,
    unique (chain, seq)
) strict;

create index fact_by_volunteer on fact (volunteer, at) where volunteer is not null;
create index fact_by_about on fact (about) where about is not null;
create index fact_by_project on fact (project, at) where project is not null;

-- Facts of this station that central has not answered for yet.
create table outbox (
    fact integer primary key references fact (n),
    queued_at integer not null
) strict;

-- Facts that a person must look at: central refused them, or something is wrong with them.
create table attention (
    fact blob primary key check (length(fact) = 16),
    code text not null,
    since integer not null,
    settled_at integer
) strict, without rowid;

-- Where the log of an organisation was read up to, in central's present life.
create table cursor (
    organisation blob primary key check (length(organisation) = 16),
    server_epoch blob not null check (length(server_epoch) = 16),
    position integer not null
) strict;

-- Two references of one person.
create table alias (
    also blob primary key check (length(also) = 8),
    volunteer blob not null check (length(volunteer) = 8)
) strict, without rowid;

create table clock_correction (
    fact blob primary key check (length(fact) = 16),
    at integer not null,
    station blob not null,
    from_seq integer not null,
    to_seq integer not null,
    offset_ms integer not null
) strict, without rowid;

-- Derived from facts by the rules; can be thrown away and made again.
create table admission (
    project blob not null,
    volunteer blob not null,
    admitted integer not null check (admitted in (0, 1)),
    position text,
    team text,
    primary key (project, volunteer)
) strict, without rowid;

create table day_record (
    volunteer blob not null,
    project blob not null,
    day integer not null,
    open_fact blob,
    open_at integer,
    left_at integer,
    minutes integer not null,
    primary key (volunteer, project, day)
) strict, without rowid;

create index day_record_by_project on day_record (project, day);

create table setting (
    name text primary key,
    value text not null
) strict, without rowid;
