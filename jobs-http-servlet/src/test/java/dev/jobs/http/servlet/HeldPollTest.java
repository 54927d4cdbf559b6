package dev.jobs.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.JobStoreUnavailableException;
import dev.jobs.store.Lease;
import dev.jobs.testing.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Polls that are held until something has changed. */
@Tag("slow")
final class HeldPollTest extends InEveryContainer {
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Duration HARDLY_EVER = Duration.ofHours(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int MANY = 1_000;

    HeldPollTest(final Container container) {
        super(container);
    }

    @Test
    void aHeldPollIsAnsweredWhenProgressIsMade() throws Exception {
        final Http http = serveLookingEvery(OFTEN);
        final JobId id = submit();
        final Lease lease = worker.claim();
        final CompletableFuture<Answer> held = hold(http, id, "wait=25");

        worker.progress(lease, "normalizing", 42);

        final Answer answer = held.join();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("progress").asInt()).isEqualTo(42);
        assertThat(answer.header("Preference-Applied")).contains("wait=25");
        assertThat(answer).usingRecursiveComparison().ignoringFields("headers").isEqualTo(http.get("/jobs/" + id));
        assertThat(answer.header("ETag")).isEqualTo(http.get("/jobs/" + id).header("ETag"));
    }

    @Test
    void aHeldPollIsAnsweredWhenItsPositionFalls() throws Exception {
        final Http http = serveLookingEvery(OFTEN);
        final JobId ahead = submit();
        final CompletableFuture<Answer> held = hold(http, submit(), "wait=25");

        watched.store().cancel(ahead);

        assertThat(held.join().json().get("queuePosition").asInt()).isEqualTo(1);
    }

    @Test
    void anEndThatTheStoreSignalsIsAnsweredWithoutWaitingForTheNextLook() throws Exception {
        final Http http = serveLookingEvery(HARDLY_EVER);
        final JobId id = submit();
        final Lease lease = worker.claim();
        final CompletableFuture<Answer> held = hold(http, id, "wait=25");
        Await.until("the watch has subscribed and looked", () -> watched.calls("poll") >= 3);

        worker.complete(lease, "{\"n\": 1}");

        assertThat(held.join().json().at("/result/n").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait=1", "respond-async, WAIT = \"1\"; x=y"})
    void aHeldPollOfAJobThatStaysAsItIsIsToldSoAfterItsTime(final String preference) throws Exception {
        final Http http = serveLookingEvery(OFTEN);
        final JobId id = submit();
        final String tag = tag(http, id);

        final Answer answer = heldFor(SECOND, http, "/jobs/" + id, "If-None-Match", tag, "Prefer", preference);

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("ETag")).contains(tag);
        assertThat(answer.header("Retry-After")).contains("1");
        assertThat(answer.header("Preference-Applied")).contains("wait=1");
    }

    @Test
    void theTimeCanBeSaidInTheQueryToo() throws Exception {
        final Http http = serveLookingEvery(OFTEN);
        final JobId id = submit();
        final String tag = tag(http, id);

        final Answer answer = heldFor(SECOND, http, "/jobs/" + id + "?wait=1", "If-None-Match", tag);

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.header("Preference-Applied")).contains("wait=1");
    }

    @Test
    void noPollIsHeldForLongerThanTwentyFiveSeconds() throws Exception {
        final Http http = serveLookingEvery(OFTEN);
        final JobId id = submit();
        final CompletableFuture<Answer> held = hold(http, id, "wait=86400");

        watched.store().cancel(id);

        assertThat(held.join().header("Preference-Applied")).contains("wait=25");
    }

    @Test
    void whoHasNoAnswerYetGetsOneAtOnce() throws Exception {
        final Http http = serveLookingEvery(HARDLY_EVER);

        final Answer preferred = http.get("/jobs/" + submit(), "Prefer", "wait=25");
        final Answer asked = http.get("/jobs/" + submit() + "?wait=25");

        for (final Answer answer : List.of(preferred, asked)) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Preference-Applied")).contains("wait=0");
        }
        assertThat(watched.calls("subscribe")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait", "wait=soon", "wait=-1", "await=25", "wait=\"", "wait=\"5", "wait=1234567890", ""})
    void whatIsNoTimeHoldsNothing(final String preference) throws Exception {
        final Http http = serveLookingEvery(HARDLY_EVER);
        final JobId id = submit();

        final Answer answer = http.get("/jobs/" + id, "If-None-Match", tag(http, id), "Prefer", preference);

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.header("Preference-Applied")).isEmpty();
        assertThat(watched.calls("subscribe")).isZero();
    }

    @Test
    void ofAJobThatIsDoneNothingIsWaitedFor() throws Exception {
        final Http http = serveLookingEvery(HARDLY_EVER);
        final JobId id = submit();
        watched.store().cancel(id);

        final Answer answer = http.get("/jobs/" + id, "If-None-Match", tag(http, id), "Prefer", "wait=25");

        assertThat(answer.status()).isEqualTo(304);
        assertThat(watched.calls("subscribe")).isZero();
    }

    @Test
    void behindAFilterThatCannotWaitAPollIsAnsweredAtOnce() throws Exception {
        final Http http =
                serve(Deployment.of(builder().pollInterval(HARDLY_EVER).build())
                        .behind((request, response, chain) -> chain.doFilter(request, response)));
        final JobId id = submit();

        final Answer answer = http.get("/jobs/" + id, "If-None-Match", tag(http, id), "Prefer", "wait=25");

        assertThat(answer.status()).isEqualTo(304);
        assertThat(watched.calls("subscribe")).isZero();
    }

    @Test
    void whenAllPermitsAreTakenAPollIsHeldForASecondAndForLongerWhenOneIsFree() throws Exception {
        final Http http = serve(
                Deployment.of(builder().pollInterval(OFTEN).maxHeldPolls(1).build()));
        final JobId first = submit();
        final JobId second = submit();
        final CompletableFuture<Answer> held = hold(http, first, "wait=25");

        final Answer second304 =
                heldFor(SECOND, http, "/jobs/" + second, "If-None-Match", tag(http, second), "Prefer", "wait=25");
        assertThat(second304.status()).isEqualTo(304);
        assertThat(second304.header("Preference-Applied")).contains("wait=1");
        watched.store().cancel(first);
        held.join();
        final CompletableFuture<Answer> next = hold(http, second, "wait=25");
        watched.store().cancel(second);

        assertThat(next.join().json().get("status").asText()).isEqualTo("cancelled");
    }

    @Test
    void oneOwnersManyPollsTakeNoPermitsFromAnother() throws Exception {
        final Http http = serve(Deployment.of(
                builder().pollInterval(OFTEN).maxWaitingPerOwner(1).build()));
        final JobId ofAda = submitFor("ada");
        final JobId alsoOfAda = submitFor("ada");
        final JobId ofBob = submitFor("bob");
        final CompletableFuture<Answer> first = hold(http, ofAda, "wait=25");

        assertThat(heldFor(
                                SECOND,
                                http,
                                "/jobs/" + alsoOfAda,
                                "If-None-Match",
                                tag(http, alsoOfAda),
                                "Prefer",
                                "wait=25")
                        .status())
                .isEqualTo(304);
        final CompletableFuture<Answer> other = hold(http, ofBob, "wait=25");
        watched.store().cancel(ofBob);
        watched.store().cancel(ofAda);

        assertThat(other.join().status()).isEqualTo(200);
        assertThat(first.join().status()).isEqualTo(200);
    }

    @Test
    void aThousandHeldPollsCostTwoThreadsOneSubscriptionAndOneCallOfTheStoreForAll() throws Exception {
        final Http http = serve(Deployment.of(builder().pollInterval(OFTEN).build()));
        final List<JobId> ids = watched.store()
                .submit(Stream.generate(() -> JobRequest.builder("ingest", "{}").build())
                        .limit(MANY)
                        .toList());
        final List<String> tags = ids.stream().map(id -> tag(http, id)).toList();
        final List<CompletableFuture<Answer>> held = Stream.iterate(0, i -> i + 1)
                .limit(MANY)
                .map(i ->
                        http.sendAsync("GET", "/jobs/" + ids.get(i), "If-None-Match", tags.get(i), "Prefer", "wait=25"))
                .toList();
        Await.until("all are looked at in one call", () -> watched.lastPolled() == MANY);
        final List<Thread> threads = ownThreads();

        ids.forEach(watched.store()::cancel);

        assertThat(held).extracting(answer -> answer.join().status()).containsOnly(200);
        assertThat(threads)
                .extracting(Thread::getName)
                .containsExactlyInAnyOrder("jobs-watch-poll", "jobs-watch-alarm");
        assertThat(watched.calls("subscribe")).isEqualTo(1);
    }

    @Test
    void aHeldPollOutlivesATimeInWhichTheStoreIsOutOfReach() throws Exception {
        final Http http = serveLookingEvery(OFTEN);
        final JobId ahead = submit();
        final CompletableFuture<Answer> held = hold(http, submit(), "wait=25");

        watched.failWith(() -> new JobStoreUnavailableException("refused", new IOException("down")));
        final int polls = watched.calls("poll");
        Await.until("it was looked for in vain", () -> watched.calls("poll") > polls + 1);
        watched.recover();
        watched.store().cancel(ahead);

        assertThat(held.join().json().get("queuePosition").asInt()).isEqualTo(1);
    }

    @Test
    void whenTheServletIsDestroyedAllWhoWaitAreAnsweredAndNoThreadIsLeft() throws Exception {
        final JobsServlet servlet = builder().pollInterval(HARDLY_EVER).build();
        final Http http = serve(Deployment.of(servlet));
        final JobId id = submit();
        final CompletableFuture<Answer> held = hold(http, id, "wait=25");

        servlet.destroy();

        assertThat(held.join().status()).isEqualTo(304);
        assertThat(ownThreads()).isEmpty();
        assertThat(http.get("/jobs/" + id, "If-None-Match", tag(http, id), "Prefer", "wait=25")
                        .status())
                .isEqualTo(304);
    }

    /** Sends a poll that is held, and returns when it is. */
    private CompletableFuture<Answer> hold(final Http http, final JobId id, final String preference) {
        final String tag = tag(http, id);
        final int polls = watched.calls("poll");
        final CompletableFuture<Answer> answer =
                http.sendAsync("GET", "/jobs/" + id, "If-None-Match", tag, "Prefer", preference);
        Await.until("the poll has come", () -> watched.calls("poll") > polls);
        Await.until("it is watched", () -> !ownThreads().isEmpty());
        assertThat(answer).isNotDone();
        return answer;
    }

    private static String tag(final Http http, final JobId id) {
        return Optional.of(http.get("/jobs/" + id))
                .flatMap(answer -> answer.header("ETag"))
                .orElseThrow();
    }

    private static List<Thread> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("jobs-watch"))
                .toList();
    }
}
