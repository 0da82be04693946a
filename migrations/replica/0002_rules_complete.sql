-- What the complete rules need: photographs of evidence beside portraits, drafts of projects, requests found by kind.

alter table portrait rename to photograph;
alter table photograph add column handed_over integer not null default 0 check (handed_over in (0, 1));

-- Projects that are being written, on this station alone.
create table project_draft (
    id blob primary key check (length(id) = 16),
    saved_at integer not null,
    form text not null
) strict;

-- Requests (10) and disputes (12), of all volunteers, in order.
create index fact_that_asks on fact (at) where kind in (10, 12);
