package dev.jobs.test;

import static dev.jobs.test.assertj.JobsAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.JobId;
import dev.jobs.JobType;
import dev.jobs.store.jdbc.TransactionalSubmitter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubmissionsTest {
    record Mail(String to, String text) {}

    static final JobType<Mail, Void> SEND = JobType.of("send", Mail.class, Void.class);
    static final JobType<String, Void> OTHER = JobType.of("other", String.class, Void.class);

    private final TestJobs jobs = TestJobs.create();

    @AfterEach
    void close() {
        jobs.close();
    }

    @Test
    void aSubmittedJobIsFoundByAllThatItHas() {
        jobs.store()
                .submit(SEND.requestBuilder(new Mail("ada", "hello"))
                        .owner("bob")
                        .queue("mail")
                        .priority(3)
                        .attributes(Map.of("trace", "1"))
                        .idempotencyKey("k")
                        .delay(Duration.ofHours(1))
                        .build());

        assertThat(jobs)
                .hasNotSubmitted(OTHER)
                .hasSubmitted(SEND)
                .withPayload(new Mail("ada", "hello"))
                .withPayloadSatisfying(mail -> assertThat(mail.text()).startsWith("hell"))
                .withOwner("bob")
                .inQueue("mail")
                .withPriority(3)
                .withAttribute("trace", "1")
                .withIdempotencyKey("k")
                .dueAfter(Duration.ofHours(1))
                .dueAt(TestClock.BEGIN.plus(Duration.ofHours(1)))
                .once();
    }

    @Test
    void aChainOfAssertionsIsAboutOneJob() {
        jobs.store().submit(SEND.requestBuilder(new Mail("ada", "1")).owner("x").build());
        jobs.store().submit(SEND.requestBuilder(new Mail("bob", "2")).owner("y").build());

        assertThat(jobs).hasSubmitted(SEND).times(2);
        assertThatThrownBy(() -> assertThat(jobs)
                        .hasSubmitted(SEND)
                        .withPayload(new Mail("ada", "1"))
                        .withOwner("y"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the owner y")
                .hasMessageContaining("{\"to\":\"ada\",\"text\":\"1\"}, owner x");
    }

    @Test
    void whatWasNotSubmittedIsSaidTogetherWithWhatWas() {
        assertThat(jobs).hasSubmittedNothing();
        assertThatThrownBy(() -> assertThat(jobs).hasSubmitted(SEND)).hasMessageContaining("nothing was submitted");

        jobs.store().submit(OTHER.request("x"));

        assertThatThrownBy(() -> assertThat(jobs).hasSubmittedNothing()).hasMessageContaining("other \"x\"");
        assertThatThrownBy(() -> assertThat(jobs).hasNotSubmitted(OTHER)).hasMessageContaining("other \"x\"");
        assertThatThrownBy(() -> assertThat(jobs)
                        .hasSubmitted(OTHER)
                        .withPayloadSatisfying(text -> assertThat(text).isEmpty()))
                .hasMessageContaining("meets the requirements");
    }

    @Test
    void aRepeatUnderOneKeyIsOneSubmission() {
        final JobId first = jobs.store()
                .submit(OTHER.requestBuilder("x").idempotencyKey("k").build());
        final JobId again = jobs.store()
                .submit(OTHER.requestBuilder("x").idempotencyKey("k").build());

        assertThat(again).isEqualTo(first);
        assertThat(jobs).hasSubmitted(OTHER).once();
    }

    @Test
    void aSubmissionWithinATransactionIsToldFromOthers() throws SQLException {
        final TransactionalSubmitter submitter =
                jobs.store().ability(TransactionalSubmitter.class).orElseThrow();
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:")) {
            connection.setAutoCommit(false);
            submitter.submit(connection, SEND.request(new Mail("ada", "within")));
            jobs.store().submit(SEND.request(new Mail("ada", "alone")));

            assertThat(jobs)
                    .hasSubmitted(SEND)
                    .inTransaction()
                    .withPayload(new Mail("ada", "within"))
                    .once();
        }
    }

    @Test
    void aConnectionWithoutATransactionIsRefusedAsByEverySubmitter() throws SQLException {
        final TransactionalSubmitter submitter =
                jobs.store().ability(TransactionalSubmitter.class).orElseThrow();
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> submitter.submit(connection, SEND.request(new Mail("ada", "x"))))
                    .withMessageContaining("autocommit");
        }
        assertThat(jobs).hasSubmittedNothing();
    }

    @Test
    void whatAHandlerSubmitsAndARerunCountToo() {
        jobs.handle(OTHER, context -> {
            jobs.store().submit(SEND.request(new Mail(context.payload(), "x")));
            return null;
        });
        final JobId id = jobs.store().submit(OTHER.request("ada"));
        jobs.runAll();
        jobs.store().rerun(id);

        assertThat(jobs).hasSubmitted(SEND).withPayload(new Mail("ada", "x"));
        assertThat(jobs.submissions())
                .extracting(Submission::way)
                .containsExactly(Submission.Way.ALONE, Submission.Way.ALONE, Submission.Way.RERUN);
    }
}
