-- From version 1 of the tables of Jobs to version 2, for H2. Libraries of version 1 can go on using them. Each statement may
-- be run again: H2 has no lock around several.

alter table jobs_job add column if not exists attributes text; -- as JSON; null: none

-- The oldest version of the tables that a library must know to use these.
alter table jobs_schema add column if not exists usable_from integer default 1 not null;

merge into jobs_schema (version, usable_from) key (version) values (2, 1);
