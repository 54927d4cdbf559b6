package dev.jobs.spring.http;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.Jobs;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

// service
@Service
class ReportService {
    private final Reports reports;
    private final Jobs jobs;

    ReportService(final Reports reports, final Jobs jobs) {
        this.reports = reports;
        this.jobs = jobs;
    }

    @Transactional
    public JobId order(final JobRequest job, final String month) {
        final JobId id = jobs.submit(job);
        // A row whose key is the job's id bears that a client sends its request again.
        reports.save(new Report(id.value(), month));
        return id;
    }
}
// service end
