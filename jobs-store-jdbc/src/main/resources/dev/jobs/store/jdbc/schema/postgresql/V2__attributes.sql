-- From version 1 of the tables of Jobs to version 2, for PostgreSQL. Libraries of version 1 can go on using them.

-- The change takes no time, but waits for every transaction that uses the table, and all others wait behind it: not for long.
-- It then fails, has changed nothing, and is to be tried again.
set local lock_timeout = '1s';

alter table jobs_job add column attributes text; -- as JSON; null: none

-- The oldest version of the tables that a library must know to use these.
alter table jobs_schema add column usable_from integer not null default 1;
alter table jobs_schema alter column usable_from drop default;

insert into jobs_schema (version, usable_from) values (2, 1);
