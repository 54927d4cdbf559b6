package dev.jobs.examples.reports;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.Jobs;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes orders: a row and the job that does the work, both or neither. */
@Service
class ReportOrders {
    private final Jobs jobs;
    private final Reports reports;

    ReportOrders(final Jobs jobs, final Reports reports) {
        this.jobs = jobs;
        this.reports = reports;
    }

    /** Submits the job, and adds the report that it will make, in one transaction. */
    @Transactional
    public JobId place(final JobRequest job, final String owner, final String title) {
        final JobId id = jobs.submit(job);
        reports.add(id.value(), owner, title);
        return id;
    }
}
