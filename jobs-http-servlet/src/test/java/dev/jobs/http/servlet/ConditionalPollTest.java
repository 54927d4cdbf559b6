package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.store.Lease;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Polls by someone who has an earlier answer. */
final class ConditionalPollTest extends InEveryContainer {
    ConditionalPollTest(final Container container) {
        super(container);
    }

    @Test
    void whoHasTheAnswerAlreadyIsToldSoInAHeadAlone() throws Exception {
        final Http http = serve();
        final JobId id = submit();
        final Answer whole = http.get("/jobs/" + id);

        final Answer again = http.get("/jobs/" + id, "If-None-Match", tag(whole));

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(tag(again)).isEqualTo(tag(whole));
        for (final String name : new String[] {"Cache-Control", "Vary", "Retry-After"}) {
            assertThat(again.header(name)).as(name).isPresent().isEqualTo(whole.header(name));
        }
    }

    @Test
    void aTagAmongOthersOrMadeWeakByAProxyIsKnownToo() throws Exception {
        final Http http = serve();
        final String path = "/jobs/" + submit();
        final String tag = tag(http.get(path));

        assertThat(http.get(path, "If-None-Match", "\"x\", W/" + tag).status()).isEqualTo(304);
        assertThat(http.get(path, "If-None-Match", "\"x\"", "If-None-Match", tag)
                        .status())
                .isEqualTo(304);
        assertThat(http.get(path, "If-None-Match", "*").status()).isEqualTo(304);
        assertThat(http.send("HEAD", path, "If-None-Match", tag).status()).isEqualTo(304);
    }

    @Test
    void whoeverHasSomethingElseGetsTheAnswer() throws Exception {
        final Http http = serve();
        final String path = "/jobs/" + submit();
        final String tag = tag(http.get(path));

        assertThat(http.get(path, "If-None-Match", "\"x\"").status()).isEqualTo(200);
        assertThat(http.get(path, "If-None-Match", tag.substring(0, tag.length() - 2) + "\"")
                        .status())
                .isEqualTo(200);
        assertThat(http.get(path, "If-None-Match", "").status()).isEqualTo(200);
    }

    @Test
    void whateverCanBeSeenChangesTheTag() throws Exception {
        final Http http = serve();
        final JobId ahead = submit();
        final JobId id = submit();
        final String path = "/jobs/" + id;

        final String second = tag(http.get(path));
        watched.store().cancel(ahead);
        final String first = tag(http.get(path));
        final Lease lease = worker.claim();
        final String started = tag(http.get(path));
        worker.progress(lease, "normalizing", 1);
        final String progressed = tag(http.get(path));
        worker.complete(lease, "{}");

        assertThat(new String[] {second, first, started, progressed, tag(http.get(path))})
                .doesNotHaveDuplicates();
    }

    @Test
    void anAnswerMayBeKeptByItsReceiverAloneAndIsAskedForEachTime() throws Exception {
        final Http http = serve();

        final Answer answer = http.get("/jobs/" + submit());

        assertThat(answer.header("Cache-Control")).contains("private, no-cache");
        assertThat(answer.header("Vary")).contains("Authorization, Cookie");
    }

    @Test
    void theNextPollIsSuggestedUntilTheJobIsDone() throws Exception {
        final Http http = serve();
        final JobId id = submit();
        final Lease lease = worker.claim();
        clock.forward(Duration.ofMinutes(5));
        final Answer processing = http.get("/jobs/" + id);
        worker.complete(lease, "{}");
        final Answer complete = http.get("/jobs/" + id);

        assertThat(processing.json().get("pollAfterMs").asLong()).isEqualTo(2_000);
        assertThat(processing.header("Retry-After")).contains("2");
        assertThat(complete.header("Retry-After")).isEmpty();
        assertThat(complete.json().has("pollAfterMs")).isFalse();
    }

    @Test
    void anErrorIsNotKept() throws Exception {
        final Http http = serve();

        final Answer answer = http.get("/jobs/" + JobId.random(), "If-None-Match", "*");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Cache-Control")).contains("private, no-store");
        assertThat(answer.header("ETag")).isEmpty();
    }

    private static String tag(final Answer answer) {
        return answer.header("ETag").orElseThrow();
    }
}
