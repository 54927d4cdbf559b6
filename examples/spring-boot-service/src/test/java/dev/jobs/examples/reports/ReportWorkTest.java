package dev.jobs.examples.reports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobType;
import dev.jobs.examples.reports.forecast.Risk;
import dev.jobs.examples.reports.forecast.SavingsPlan;
import dev.jobs.test.HandlerRun;
import dev.jobs.test.HandlerTest;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** The handler alone: no application, no worker of its own, no waiting. */
class ReportWorkTest {
    private static final JobType<SavingsPlan, ReportFacts> REPORT =
            JobType.of(ReportWork.TYPE, SavingsPlan.class, ReportFacts.class);
    private static final SavingsPlan PLAN = new SavingsPlan(100, 5, Risk.CAREFUL, 10_000);

    private final Reports reports = new Reports(database());
    private final ReportWork work = new ReportWork(reports);
    private final HandlerTest<SavingsPlan, ReportFacts> test = HandlerTest.of(REPORT, context -> {
        reports.add(context.job().id().value(), "ada", "a report");
        return work.make(context.payload(), context);
    });

    private static JdbcClient database() {
        final DriverManagerDataSource database =
                new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        DatabasePopulatorUtils.execute(new ResourceDatabasePopulator(new ClassPathResource("schema.sql")), database);
        return JdbcClient.create(database);
    }

    @Test
    void aReportIsSimulatedDrawnAndWritten() {
        final HandlerRun<ReportFacts> run = test.run(PLAN);

        final ReportFacts facts = run.result().orElseThrow();
        assertThat(facts.middle()).isBetween(facts.low(), facts.high()).isBetween(6_000L, 7_000L);
        assertThat(run.stages()).containsExactly("simulating", "drawing", "writing");
        assertThat(run.log()).first().isEqualTo("100 € a month for 5 years, careful: 10,000 lives");
        assertThat(reports.pdf(run.job().id().value(), "ada"))
                .hasValueSatisfying(pdf ->
                        assertThat(new String(pdf, StandardCharsets.ISO_8859_1)).startsWith("%PDF-"));
    }

    @Test
    void aStopIsObeyedAndLeavesNoReport() {
        final HandlerRun<ReportFacts> simulating =
                test.stopAtStage("simulating").run(PLAN);
        final HandlerRun<ReportFacts> drawing = test.stopAtStage("drawing").run(PLAN);

        assertThat(simulating.obeyedStop()).isTrue();
        assertThat(drawing.obeyedStop()).isTrue();
        assertThat(reports.newestOf("ada")).extracting(Report::isReady).containsExactly(false, false);
    }
}
