-- From version 4 of the tables of Jobs to version 5, for H2. Libraries of versions 1 to 4 can go on using them. What those of
-- version 4 write of the history from now on, while they run beside newer ones, is in the minutes only, and not in these sums. Each
-- statement may be run again: H2 has no lock around several.

-- The sums of jobs_history by quarters of an hour and hours, counted from 1970, so that a week is not read minute by minute.
create table if not exists jobs_history_sum (
    minutes   smallint                    not null, -- the length of the time that begins at from_at
    from_at   timestamp(0) with time zone not null,
    queue     varchar(200)                not null,
    type      varchar(200)                not null,
    submitted bigint                      not null,
    started   bigint                      not null,
    completed bigint                      not null,
    failed    bigint                      not null,
    cancelled bigint                      not null,
    waited    bigint array                not null,
    ran       bigint array                not null,
    primary key (minutes, from_at, queue, type),
    constraint jobs_history_sum_minutes check (minutes in (15, 60))
);

merge into jobs_history_sum (minutes, from_at, queue, type, submitted, started, completed, failed, cancelled, waited, ran)
    key (minutes, from_at, queue, type)
select u.minutes, dateadd(second, -mod(cast(extract(epoch from minute_at) as bigint), 60 * u.minutes), minute_at) as from_at, queue, type,
    sum(submitted), sum(started), sum(completed), sum(failed), sum(cancelled),
    array[sum(waited[1]), sum(waited[2]), sum(waited[3]), sum(waited[4]), sum(waited[5]),
        sum(waited[6]), sum(waited[7]), sum(waited[8]), sum(waited[9]), sum(waited[10]),
        sum(waited[11]), sum(waited[12]), sum(waited[13]), sum(waited[14]), sum(waited[15]),
        sum(waited[16]), sum(waited[17]), sum(waited[18]), sum(waited[19]), sum(waited[20]),
        sum(waited[21]), sum(waited[22]), sum(waited[23]), sum(waited[24]), sum(waited[25]),
        sum(waited[26]), sum(waited[27]), sum(waited[28]), sum(waited[29]), sum(waited[30])],
    array[sum(ran[1]), sum(ran[2]), sum(ran[3]), sum(ran[4]), sum(ran[5]),
        sum(ran[6]), sum(ran[7]), sum(ran[8]), sum(ran[9]), sum(ran[10]),
        sum(ran[11]), sum(ran[12]), sum(ran[13]), sum(ran[14]), sum(ran[15]),
        sum(ran[16]), sum(ran[17]), sum(ran[18]), sum(ran[19]), sum(ran[20]),
        sum(ran[21]), sum(ran[22]), sum(ran[23]), sum(ran[24]), sum(ran[25]),
        sum(ran[26]), sum(ran[27]), sum(ran[28]), sum(ran[29]), sum(ran[30])]
from jobs_history, (values (15), (60)) as u (minutes)
group by u.minutes, dateadd(second, -mod(cast(extract(epoch from minute_at) as bigint), 60 * u.minutes), minute_at), queue, type;

merge into jobs_schema (version, usable_from) key (version) values (5, 1);
