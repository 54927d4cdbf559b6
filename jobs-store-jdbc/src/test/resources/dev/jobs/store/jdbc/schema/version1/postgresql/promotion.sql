update jobs_job set due = true
where id in (
    select id from jobs_job where status = 'pending' and due = false and due_at <= statement_timestamp()
    order by due_at limit 1000 for update skip locked)
