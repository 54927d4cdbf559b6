create table if not exists report (
    id uuid primary key,
    owner varchar(200) not null,
    title varchar(200) not null,
    ordered_at timestamp with time zone not null default current_timestamp,
    pdf bytea
);

create index if not exists report_newest on report (owner, ordered_at);
