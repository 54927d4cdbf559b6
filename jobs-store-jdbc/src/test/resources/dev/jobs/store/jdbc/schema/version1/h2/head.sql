select id, priority, seq from jobs_job
where status = 'pending' and due = true and declined = false and queue = ? and type = ?
order by status, due, declined, queue, type, priority desc, seq
limit ?
