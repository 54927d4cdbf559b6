package dev.jobs.spring.test;

import static dev.jobs.test.assertj.JobsAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobStatus;
import dev.jobs.JobType;
import dev.jobs.Jobs;
import dev.jobs.spring.ApplicationWorker;
import dev.jobs.spring.JobTypes;
import dev.jobs.spring.test.GreetingApplication.Greeting;
import dev.jobs.spring.test.GreetingApplication.Visitor;
import dev.jobs.spring.test.GreetingApplication.Visits;
import dev.jobs.test.JobRun;
import dev.jobs.test.TestJobs;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.JdbcTemplate;

// test
@JobsTest
@SpringBootTest
class GreetingTest {
    @Autowired
    TestJobs jobs;

    @Test
    void aVisitorIsGreetedAfterAnHour(@Autowired final Visits visits, @Autowired final JobTypes types) {
        final JobType<Visitor, Greeting> greet = types.of("greet", Visitor.class, Greeting.class);
        jobs.commands().when("fortune").prints("Hello Ada");

        visits.visit("Ada");

        assertThat(jobs).hasSubmitted(greet).inTransaction().once();
        assertThat(jobs.runDue()).isEmpty();
        jobs.clock().advance(Duration.ofHours(1));
        assertThat(jobs.runNext().orElseThrow().result(greet)).contains(new Greeting("Hello Ada"));
    }
    // test end

    @Test
    void theApplicationSeesTheJobsOfTheTest(@Autowired final Visits visits, @Autowired final Jobs application) {
        jobs.commands().when("fortune").prints("Hello");
        final JobId id = visits.visit("Bob");

        assertThat(application.find(id).orElseThrow().status()).isEqualTo(JobStatus.PENDING);
        final List<JobRun> runs = jobs.runAll();

        assertThat(runs).hasSize(1);
        assertThat(application.find(id).orElseThrow().status()).isEqualTo(JobStatus.COMPLETE);
    }

    @RepeatedTest(2)
    void aTestFindsNoJobsOfTheTestBefore(@Autowired final Visits visits) {
        assertThat(jobs).hasSubmittedNothing();

        visits.visit("Cleo");
    }

    @Test
    void nothingIsInTheDatabaseAndNoWorkerRuns(
            @Autowired final DataSource dataSource, @Autowired final ApplicationWorker worker) {
        assertThat(
                        new JdbcTemplate(dataSource)
                                .queryForList(
                                        "select table_name from information_schema.tables where lower(table_name) like 'jobs%'"))
                .isEmpty();
        assertThat(worker.worker()).isEmpty();
    }
}
