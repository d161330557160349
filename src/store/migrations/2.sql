-- Modes may allow several responses to a question; before, each had one.
alter table answer add column tries integer not null default 1;
