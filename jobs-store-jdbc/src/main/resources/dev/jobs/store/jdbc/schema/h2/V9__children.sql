-- From version 8 of the tables of Jobs to version 9, for H2. A library of version 8 can go on using them: its workers say nothing of the
-- child processes of what they run. Each statement may be run again: H2 has no lock around several.

alter table jobs_worker add column if not exists children text; -- the live child processes of its jobs, as JSON; null: none

merge into jobs_schema (version, usable_from) key (version) values (9, 8);
