-- From version 8 of the tables of Jobs to version 9, for PostgreSQL. A library of version 8 can go on using them: its workers say nothing
-- of the child processes of what they run, and its submissions of owners' jobs read more of what waits.

-- The index is made again, which takes some seconds for a million waiting jobs of owners. The step waits for every transaction that uses
-- the tables, and all others wait behind it: not for long. It then fails, has changed nothing, and is to be tried again.
set local lock_timeout = '1s';

alter table jobs_worker add column children text; -- the live child processes of its jobs, as JSON; null: none

-- The condition is one that no other index has, so that the planner has no choice: the index of positions costs it as little where the
-- statistics know of no waiting jobs, and reads all that wait.
drop index jobs_job_turn;
create index jobs_job_turn on jobs_job (queue, owner, priority, turn)
    where case when status = 'pending' and due then among_owners end;

insert into jobs_schema (version, usable_from) values (9, 8);
