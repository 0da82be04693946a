-- What the complete rules need: photographs of evidence beside portraits, drafts of projects, requests found by kind.

alter table portrait rename to photograph;
alter table photograph add column handed_over integer not null default 0 check (handed_over in (0, 1));
update photograph set handed_over = 1
where exists (select 1 from setting where name = 'photographs-handed-over' and value = 'all');
-- Found without reading a picture: the flag stands behind the bytes.
create index photograph_to_hand_over on photograph (digest) where handed_over = 0;

-- Projects that are being written, on this station alone.
create table project_draft (
    id blob primary key check (length(id) = 16),
    saved_at integer not null,
    form text not null
) strict;

-- Requests (10) and disputes (12), of all volunteers, in order.
create index fact_that_asks on fact (at) where kind in (10, 12);

-- What a day lacks as far as facts alone tell: a punch that no session covers, for want of a sign-in or a sign-out.
alter table day_record add column gap text check (gap in ('sign-in', 'sign-out'));

-- Days that may need a supplementary record, among all of them.
create index day_record_that_lacks on day_record (day) where gap is not null or open_fact is not null;

create index admission_by_volunteer on admission (volunteer);

-- Minutes by where they come from, with the instants from which they stand and are final: totals as of any instant
-- are sums over these. Derived like the two tables above. No final instant: a dispute holds them.
create table earned (
    volunteer blob not null,
    project blob not null,
    day integer not null,
    nth integer not null,
    sort text not null check (sort in ('credit', 'honorary', 'training')),
    minutes integer not null check (minutes > 0),
    stands_from integer not null,
    final_from integer,
    primary key (volunteer, project, day, nth)
) strict, without rowid;

-- Which state of the rows that the rules look at beside facts is at hand: drawn anew whenever one of them changes, so
-- that what was made of them in memory is known to be good. Random, not counted: a transaction that is taken back must
-- not give its number to another.
create table basis (
    one integer primary key check (one = 1),
    revision integer not null
) strict;

insert into basis (one, revision) values (1, random());

create trigger project_added after insert on project begin update basis set revision = random(); end;
create trigger project_changed after update on project begin update basis set revision = random(); end;
create trigger project_removed after delete on project begin update basis set revision = random(); end;
create trigger organisation_added after insert on organisation begin update basis set revision = random(); end;
create trigger organisation_changed after update on organisation begin update basis set revision = random(); end;
create trigger organisation_removed after delete on organisation begin update basis set revision = random(); end;
create trigger profile_added after insert on other_row when new.kind = 'profile'
begin update basis set revision = random(); end;
create trigger profile_changed after update on other_row when new.kind = 'profile'
begin update basis set revision = random(); end;
create trigger profile_removed after delete on other_row when old.kind = 'profile'
begin update basis set revision = random(); end;
