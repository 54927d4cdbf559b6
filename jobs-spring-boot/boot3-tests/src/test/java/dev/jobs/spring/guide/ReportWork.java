package dev.jobs.spring.guide;

import dev.jobs.spring.JobHandler;
import dev.jobs.worker.handler.JobContext;
import org.springframework.stereotype.Component;

// work
@Component
class ReportWork {
    record Order(String month) {}

    record Report(String title) {}

    @JobHandler("report")
    Report write(final Order order, final JobContext<?> context) {
        context.stage("writing");
        return new Report("Report of " + order.month());
    }
}
// work end
