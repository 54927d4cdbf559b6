package dev.jobs.examples.reports;

import dev.jobs.examples.reports.forecast.Forecast;
import dev.jobs.examples.reports.forecast.ReportPdf;
import dev.jobs.examples.reports.forecast.SavingsPlan;
import dev.jobs.examples.reports.forecast.Simulation;
import dev.jobs.spring.JobHandler;
import dev.jobs.worker.handler.JobContext;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Makes reports. That it may run twice, after a crash, is of no harm: the same plan makes the same report, in the same row. */
@Component
class ReportWork {
    static final String TYPE = "report";

    private final Reports reports;

    ReportWork(final Reports reports) {
        this.reports = reports;
    }

    @JobHandler(TYPE)
    ReportFacts make(final SavingsPlan plan, final JobContext<?> context) {
        context.stage("simulating");
        context.log(String.format(Locale.ROOT, "%s: %,d lives", plan.title(), plan.lives()));
        final Forecast forecast = Simulation.of(plan, percent -> {
            context.throwIfStopped();
            context.progress(percent);
        });

        context.stage("drawing");
        final byte[] pdf = ReportPdf.of(forecast);
        context.log(String.format(Locale.ROOT, "a PDF of %,d bytes", pdf.length));

        context.throwIfStopped();
        context.stage("writing");
        reports.keepPdf(context.job().id().value(), pdf);
        return new ReportFacts(
                Math.round(forecast.end().quantile(0.05)),
                Math.round(forecast.end().quantile(0.5)),
                Math.round(forecast.end().quantile(0.95)));
    }
}
