-- From version 8 of the tables of Jobs to version 9, for PostgreSQL. A library of version 8 can go on using them: its workers say nothing
-- of the child processes of what they run.

-- The change takes no time, but waits for every transaction that uses the table, and all others wait behind it: not for long. It then
-- fails, has changed nothing, and is to be tried again.
set local lock_timeout = '1s';

alter table jobs_worker add column children text; -- the live child processes of its jobs, as JSON; null: none

insert into jobs_schema (version, usable_from) values (9, 8);
