-- Modes may allow several responses to a question; before, each had one.
alter table answer add column tries integer not null default 1;

-- A quiz may be marked again. The events keep the first marks, and each marking its own; `answer`
-- repeats those in force: the newest marking's that is not undone, else the first.
create table regrade (
    key      integer primary key autoincrement,
    sitting  integer not null references sitting (key) on delete cascade,
    at       integer not null,
    "offset" integer not null,
    "by"     text    not null,                -- who marked, as the system knows them
    score    text    not null,                -- the scoring mode's name
    script   text,                            -- what tells its script from others; null if built in
    settings text    not null,                -- the scoring mode's, JSON
    outcome  text    not null,                -- the result with these marks, JSON
    undone   integer                          -- when it was taken back
) strict;

create index regrade_of_sitting on regrade (sitting);

-- What it marked by: the files of the bank and of the scoring mode.
create table regrade_file (
    regrade integer not null references regrade (key) on delete cascade,
    part    text    not null,                 -- bank or score
    place   integer not null,
    name    text    not null,
    file    integer not null references file (key),
    primary key (regrade, part, place)
) strict, without rowid;

create index regrade_file_of_file on regrade_file (file);

-- The turns that it marked otherwise than they were.
create table regrade_mark (
    regrade integer not null references regrade (key) on delete cascade,
    n       integer not null,
    content text    not null,                 -- JSON
    primary key (regrade, n)
) strict, without rowid;
