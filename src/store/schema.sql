-- Version 1 of the store. Later versions are made from it by the files in `migrations/`, in order;
-- a file that has been released is never edited.
--
-- The events are the truth: `answer` repeats what queries need of them, so that no query reads
-- JSON. Times are milliseconds since 1970 in UTC, offsets are minutes east of UTC.

create table learner (
    key  integer primary key,
    name text not null unique
) strict;

-- The text of a bank's file or of a script, once, however many quizzes used it.
create table file (
    key     integer primary key,
    hash    text not null unique,             -- SHA-256 in hexadecimal digits
    content text not null
) strict;

create table sitting (
    key          integer primary key,
    id           text    not null unique,     -- a UUIDv7
    learner      integer not null references learner (key) on delete cascade,
    bank         text    not null,
    bank_title   text    not null,
    bank_version text,
    score        text    not null,            -- the scoring mode's name
    "select"     text,                        -- the selecting mode's, where it is another
    settings     text    not null,            -- JSON
    seed         integer not null,            -- the 64 bits, read as a signed number
    generator    text    not null,            -- what the seed was for
    turn_limit   integer,
    time_limit   real,                        -- seconds
    questions    text,                        -- JSON list of ids; null where it is the whole bank
    known        integer not null,            -- the newest event of the store when it began
    begun        integer not null,
    begun_offset integer not null,
    ended        integer                      -- the event with the result; null while it is open
) strict;

create index sitting_of_learner on sitting (learner, bank);

-- What a quiz was begun with: the files of its bank and of its modes.
create table sitting_file (
    sitting integer not null references sitting (key) on delete cascade,
    part    text    not null,                 -- bank, score or select
    place   integer not null,
    name    text    not null,
    file    integer not null references file (key),
    primary key (sitting, part, place)
) strict, without rowid;

create index sitting_file_of_file on sitting_file (file);

create table event (
    key     integer primary key autoincrement,
    sitting integer not null references sitting (key) on delete cascade,
    number  integer not null,                 -- from 1 in each sitting
    at      integer not null,
    content text    not null,                 -- JSON
    unique (sitting, number)
) strict;

-- One row for each turn.
create table answer (
    sitting   integer not null references sitting (key) on delete cascade,
    n         integer not null,               -- the number of the turn
    event     integer not null,               -- the event with the whole turn
    question  text    not null,
    hash      text    not null,               -- the question's content hash
    credit    real    not null,
    points    real    not null,
    out_of    real    not null,
    right     integer not null,
    graded    integer not null,
    skipped   integer not null,
    timed_out integer not null,
    seconds   real    not null,
    hints     integer not null,
    flagged   integer not null,
    at        integer not null,
    "offset"  integer not null,
    response  text    not null,               -- in words; empty if nothing was answered
    primary key (sitting, n)
) strict, without rowid;
