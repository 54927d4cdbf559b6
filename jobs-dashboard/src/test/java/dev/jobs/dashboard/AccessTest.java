package dev.jobs.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.dashboard.DashboardAction.Outcome;
import dev.jobs.dashboard.DashboardAction.Subject;
import dev.jobs.store.memory.MemoryJobStore;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.LimitUse;
import dev.jobs.store.operations.Pause;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.operations.QueueOrder;
import dev.jobs.store.operations.StartRate;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each right alone: what it lets somebody do, and that nothing else does. */
class AccessTest {
    private final MemoryJobStore store = new MemoryJobStore();
    private final List<DashboardAction> told = new CopyOnWriteArrayList<>();
    private final Set<DashboardRight> rights = EnumSet.noneOf(DashboardRight.class);
    private final DashboardServer server = DashboardServer.start(DashboardServlet.builder(store, new TestAccess())
            .listener(told::add)
            .build());

    /** Gives the rights of the test: for jobs of an owner called "others" those to a look alone, for those of "hidden" all but that. */
    private final class TestAccess implements DashboardAccess {
        @Override
        public Set<DashboardRight> rights(final HttpServletRequest request) {
            return rights;
        }

        @Override
        public boolean goesFor(final HttpServletRequest request, final DashboardRight right, final Job job) {
            return switch (job.owner().orElse("")) {
                case "hidden" -> right != DashboardRight.VIEW;
                case "others" -> right == DashboardRight.VIEW;
                default -> true;
            };
        }

        @Override
        public Optional<String> user(final HttpServletRequest request) {
            return Optional.of("ada");
        }
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    private JobId submit(final String owner) {
        return store.submit(JobRequest.builder("ingest", "{\"secret\":\"payload\"}")
                .owner(owner)
                .attribute("tenant", "secret-tenant")
                .build());
    }

    private JobId submitCancelled(final String owner) {
        final JobId id = submit(owner);
        store.cancel(id);
        return id;
    }

    private void allow(final DashboardRight... granted) {
        rights.add(DashboardRight.VIEW);
        rights.addAll(List.of(granted));
    }

    private void allowAllBut(final DashboardRight missing) {
        rights.addAll(EnumSet.complementOf(EnumSet.of(missing)));
    }

    private int act(final String path) {
        return Http.act(server.uri(path)).statusCode();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/main.js",
                "/api/me",
                "/api/overview",
                "/api/workers",
                "/api/failures",
                "/api/jobs",
                "/api/count/cancel",
                "/api/limits",
                "/no/such/thing"
            })
    void whoMayNotViewFindsNothingAtAll(final String path) {
        rights.addAll(EnumSet.complementOf(EnumSet.of(DashboardRight.VIEW)));

        assertThat(Http.get(server.uri(path)).statusCode()).isEqualTo(404);
        assertThat(Http.get(server.uri(path)).body()).isEqualTo("{\"error\":\"Not found\"}");
    }

    @Test
    void whoMayNotViewCanDoNothingEither() {
        final JobId id = submit("ada");
        rights.addAll(EnumSet.complementOf(EnumSet.of(DashboardRight.VIEW)));

        assertThat(act("/api/jobs/" + id + "/cancel")).isEqualTo(404);
        assertThat(act("/api/all/cancel")).isEqualTo(404);
        assertThat(store.find(id).orElseThrow().status()).isEqualTo(JobStatus.PENDING);
    }

    @Test
    void whoMayOnlyViewSeesTheJobsAndIsToldOfNoOtherRight() {
        final JobId id = submit("ada");
        allow();

        assertThat(Http.json(Http.get(server.uri("/api/me"))).path("rights").toString())
                .isEqualTo("[\"view\"]");
        assertThat(Http.json(Http.get(server.uri("/api/jobs/" + id)))
                        .path("rights")
                        .toString())
                .isEqualTo("[\"view\"]");
        assertThat(Http.get(server.uri("/")).statusCode()).isEqualTo(200);
    }

    @Test
    void nothingOfAJobIsRevealedWithoutTheRight() {
        final JobId id = submit("ada");
        allowAllBut(DashboardRight.REVEAL);

        for (final String path : List.of("/api/jobs", "/api/jobs/" + id, "/api/overview", "/api/jobs/" + id + "/log")) {
            assertThat(Http.get(server.uri(path)).body()).as(path).doesNotContain("secret");
        }
        assertThat(act("/api/jobs/" + id + "/reveal")).isEqualTo(403);
        assertThat(told)
                .containsExactly(new DashboardAction(
                        Optional.of("ada"), DashboardRight.REVEAL, new Subject.OneJob(id), Outcome.REFUSED));
    }

    @Test
    void attributesCannotBeGuessedBySearchingForThem() {
        submit("ada");
        allowAllBut(DashboardRight.REVEAL);

        assertThat(Http.get(server.uri("/api/jobs?attribute=tenant%3Dsecret-tenant"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(Http.get(server.uri("/api/count/cancel?attribute=tenant%3Dsecret-tenant"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(act("/api/all/cancel?attribute=tenant%3Dsecret-tenant")).isEqualTo(403);
    }

    @Test
    void whatIsRevealedIsToldToTheListener() {
        final JobId id = submit("ada");
        allow(DashboardRight.REVEAL);

        final JsonNode revealed = Http.json(Http.act(server.uri("/api/jobs/" + id + "/reveal")));

        assertThat(revealed.at("/payload/text").asText()).isEqualTo("{\"secret\":\"payload\"}");
        assertThat(revealed.at("/attributes/tenant").asText()).isEqualTo("secret-tenant");
        assertThat(told)
                .containsExactly(new DashboardAction(
                        Optional.of("ada"), DashboardRight.REVEAL, new Subject.OneJob(id), Outcome.DONE));
    }

    @Test
    void theLogIsReadWithItsRightAlone() {
        final JobId id = submit("ada");
        allowAllBut(DashboardRight.READ_LOG);
        final int without = Http.get(server.uri("/api/jobs/" + id + "/log")).statusCode();
        rights.clear();
        allow(DashboardRight.READ_LOG);

        assertThat(without).isEqualTo(403);
        assertThat(Http.get(server.uri("/api/jobs/" + id + "/log")).statusCode())
                .isEqualTo(200);
        assertThat(Http.get(server.uri("/api/jobs/" + submit("others") + "/log"))
                        .statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"CANCEL, cancel", "RERUN, rerun", "DELETE, delete"})
    void anActionNeedsItsRightAndNoOther(final DashboardRight right, final String action) {
        final JobId id = right == DashboardRight.CANCEL ? submit("ada") : submitCancelled("ada");
        allowAllBut(right);
        final int one = act("/api/jobs/" + id + "/" + action);
        final int all = act("/api/all/" + action);
        final Optional<Job> untouched = store.find(id);
        final List<DashboardAction> refused = List.copyOf(told);
        rights.clear();
        allow(right);
        final int allowed = act("/api/jobs/" + id + "/" + action);

        assertThat(one).isEqualTo(403);
        assertThat(all).isEqualTo(403);
        assertThat(untouched.orElseThrow().rerunAs()).isEmpty();
        assertThat(refused).extracting(DashboardAction::outcome).containsExactly(Outcome.REFUSED, Outcome.REFUSED);
        assertThat(refused).extracting(DashboardAction::right).containsOnly(right);
        assertThat(allowed).isEqualTo(200);
        assertThat(told)
                .last()
                .isEqualTo(new DashboardAction(Optional.of("ada"), right, new Subject.OneJob(id), Outcome.DONE));
    }

    @Test
    void aPauseNeedsItsRightAndNoOther() {
        allowAllBut(DashboardRight.PAUSE);
        final int without = act("/api/pause?kind=queue&name=bulk");
        final int resume = act("/api/resume?kind=queue&name=bulk");
        final List<?> before = store.pauses();
        rights.clear();
        allow(DashboardRight.PAUSE);
        final int allowed = act("/api/pause?kind=queue&name=bulk&reason=We+move&minutes=60");

        assertThat(List.of(without, resume)).containsOnly(403);
        assertThat(before).isEmpty();
        assertThat(allowed).isEqualTo(200);
        assertThat(store.pauses()).singleElement().satisfies(pause -> {
            assertThat(pause.target()).isEqualTo(PauseTarget.queue("bulk"));
            assertThat(pause.reason()).contains("We move");
            assertThat(pause.until()).isPresent();
        });
        assertThat(told)
                .last()
                .isEqualTo(new DashboardAction(
                        Optional.of("ada"),
                        DashboardRight.PAUSE,
                        new Subject.Paused(PauseTarget.queue("bulk"), Optional.of("We move")),
                        Outcome.DONE));
    }

    @Test
    void anOrderNeedsTheRightToPauseAndNoOther() {
        allowAllBut(DashboardRight.PAUSE);
        final int without = act("/api/order?queue=bulk&order=submission");
        final QueueOrder before = store.queueOrder("bulk");
        rights.clear();
        allow(DashboardRight.PAUSE);
        final int allowed = act("/api/order?queue=bulk&order=submission");

        assertThat(without).isEqualTo(403);
        assertThat(before).isEqualTo(QueueOrder.FAIR_BY_OWNER);
        assertThat(allowed).isEqualTo(200);
        assertThat(store.queueOrder("bulk")).isEqualTo(QueueOrder.SUBMISSION);
        assertThat(Http.json(Http.get(server.uri("/api/orders?queue=bulk&queue=default")))
                        .path("orders")
                        .toString())
                .isEqualTo("{\"bulk\":\"submission\",\"default\":\"fair_by_owner\"}");
        assertThat(told).extracting(DashboardAction::outcome).containsExactly(Outcome.REFUSED, Outcome.DONE);
        assertThat(told)
                .last()
                .extracting(DashboardAction::subject)
                .isEqualTo(new Subject.Ordered("bulk", QueueOrder.SUBMISSION));
    }

    @ParameterizedTest
    @EnumSource(PauseTarget.Kind.class)
    void whateverIsPausedIsResumedWithTheSameRight(final PauseTarget.Kind kind) {
        final String target = "?kind=" + kind.wireName() + "&name=ann";
        allowAllBut(DashboardRight.PAUSE);
        final int without = act("/api/pause" + target);
        rights.clear();
        allow(DashboardRight.PAUSE);
        final int paused = act("/api/pause" + target);
        final List<Pause> pauses = store.pauses();
        final int resumed = act("/api/resume" + target);

        assertThat(without).isEqualTo(403);
        assertThat(List.of(paused, resumed)).containsOnly(200);
        assertThat(pauses).extracting(Pause::target).containsExactly(new PauseTarget(kind, "ann"));
        assertThat(store.pauses()).isEmpty();
        assertThat(told)
                .extracting(DashboardAction::outcome)
                .containsExactly(Outcome.REFUSED, Outcome.DONE, Outcome.DONE);
    }

    @Test
    void aLimitNeedsItsRightAndNoOther() {
        final String wanted =
                "/api/limits/set?name=encoder&atOnce=3&starts=10&periodMs=60000&burst=2&message=Three+licences";
        final Limit limit = Limit.builder("encoder")
                .atOnce(3)
                .rate(new StartRate(10, Duration.ofMinutes(1), 2))
                .message("Three licences")
                .build();
        allowAllBut(DashboardRight.LIMIT);
        final int setWithout = act(wanted);
        final int removedWithout = act("/api/limits/remove?name=encoder");
        final List<?> before = store.limits();
        rights.clear();
        allow(DashboardRight.LIMIT);
        final int set = act(wanted);
        final List<LimitUse> after = store.limits();
        final int removed = act("/api/limits/remove?name=encoder");
        final int removedAgain = act("/api/limits/remove?name=encoder");

        assertThat(List.of(setWithout, removedWithout)).containsOnly(403);
        assertThat(before).isEmpty();
        assertThat(List.of(set, removed, removedAgain)).containsOnly(200);
        assertThat(after)
                .containsExactly(
                        LimitUse.builder(limit, LimitUse.Source.OPERATOR).build());
        assertThat(store.limits()).isEmpty();
        assertThat(told)
                .extracting(DashboardAction::right, DashboardAction::subject, DashboardAction::outcome)
                .containsExactly(
                        tuple(DashboardRight.LIMIT, new Subject.Limited(limit), Outcome.REFUSED),
                        tuple(DashboardRight.LIMIT, new Subject.LimitRemoved("encoder"), Outcome.REFUSED),
                        tuple(DashboardRight.LIMIT, new Subject.Limited(limit), Outcome.DONE),
                        tuple(DashboardRight.LIMIT, new Subject.LimitRemoved("encoder"), Outcome.DONE),
                        tuple(DashboardRight.LIMIT, new Subject.LimitRemoved("encoder"), Outcome.NO_EFFECT));
    }

    @Test
    void ofTheJobsThatHoldALimitOnlyThoseAreShownThatMayBeViewed() {
        store.setLimit(Limit.atOnce("encoder", 5));
        final TestWorker worker = new TestWorker(store, "worker", 5, Set.of("encode"), "default");
        for (final String owner : List.of("hidden", "ada")) {
            store.submit(JobRequest.builder("encode", "{}")
                    .owner(owner)
                    .limitKeys("encoder")
                    .build());
        }
        worker.claim();
        worker.claim();
        rights.addAll(EnumSet.allOf(DashboardRight.class));

        final JsonNode limit = Http.json(Http.get(server.uri("/api/limits"))).at("/limits/0");

        assertThat(limit.path("running").asInt()).isEqualTo(2);
        assertThat(limit.path("jobs").findValuesAsText("owner")).containsExactly("ada");
    }

    @Test
    void aJobThatMayNotBeViewedIsNotFoundAndNotListed() {
        final JobId hidden = submit("hidden");
        final JobId seen = submit("ada");
        rights.addAll(EnumSet.allOf(DashboardRight.class));

        assertThat(Http.get(server.uri("/api/jobs/" + hidden)).body()).isEqualTo("{\"error\":\"Job not found\"}");
        assertThat(Http.get(server.uri("/api/jobs/" + hidden)).body())
                .isEqualTo(Http.get(server.uri("/api/jobs/" + JobId.random())).body());
        assertThat(Http.json(Http.get(server.uri("/api/jobs"))).path("jobs").findValuesAsText("id"))
                .containsExactly(seen.toString());
        for (final String action : List.of("cancel", "rerun", "delete", "reveal")) {
            assertThat(act("/api/jobs/" + hidden + "/" + action)).as(action).isEqualTo(404);
        }
    }

    @Test
    void ofARunningJobThatMayNotBeViewedOnlyTheSlotIsTold() {
        submit("hidden");
        final TestWorker running = new TestWorker(store, "worker", 2, Set.of("ingest"), "default");
        final boolean isClaimed = running.claim().isPresent();
        rights.addAll(EnumSet.allOf(DashboardRight.class));

        final JsonNode worker = Http.json(Http.get(server.uri("/api/workers"))).at("/workers/0");

        assertThat(isClaimed).isTrue();
        assertThat(worker.path("running").asInt()).isEqualTo(1);
        assertThat(worker.path("jobs")).isEmpty();
    }

    @Test
    void aStepOfManyLeavesOutTheJobsThatTheRightDoesNotGoFor() {
        final JobId own = submit("ada");
        final JobId others = submit("others");
        final JobId hidden = submit("hidden");
        rights.addAll(EnumSet.allOf(DashboardRight.class));

        final JsonNode counted = Http.json(Http.get(server.uri("/api/count/cancel")));
        final JsonNode done = Http.json(Http.act(server.uri("/api/all/cancel")));

        assertThat(counted.path("jobs").asInt()).isEqualTo(1);
        assertThat(done.path("jobs").asInt()).isEqualTo(1);
        assertThat(store.find(own).orElseThrow().status()).isEqualTo(JobStatus.CANCELLED);
        assertThat(store.find(others).orElseThrow().status()).isEqualTo(JobStatus.PENDING);
        assertThat(store.find(hidden).orElseThrow().status()).isEqualTo(JobStatus.PENDING);
        assertThat(act("/api/jobs/" + others + "/cancel")).isEqualTo(403);
        assertThat(told.get(0).subject())
                .isInstanceOfSatisfying(
                        Subject.FoundJobs.class,
                        subject -> assertThat(subject.jobs()).containsExactly(own));
    }

    @ParameterizedTest
    @EnumSource(DashboardRight.class)
    void readOnlyAccessGivesNoRightButToView(final DashboardRight right) {
        final DashboardAccess open = DashboardAccess.readOnly(request -> true);
        final DashboardAccess closed = DashboardAccess.everything(request -> false);
        final HttpServletRequest request = NoRequest.INSTANCE;

        assertThat(open.rights(request).contains(right)).isEqualTo(right == DashboardRight.VIEW);
        assertThat(closed.rights(request)).isEmpty();
        assertThat(DashboardAccess.everything(some -> true).rights(request)).contains(right);
    }

    @Test
    void aListenerThatFailsChangesNothing() {
        final JobId id = submit("ada");
        try (DashboardServer other =
                DashboardServer.start(DashboardServlet.builder(store, DashboardAccess.everything(request -> true))
                        .listener(action -> {
                            throw new IllegalStateException("the test's listener fails");
                        })
                        .build())) {
            assertThat(Http.act(other.uri("/api/jobs/" + id + "/cancel")).statusCode())
                    .isEqualTo(200);
            assertThat(store.find(id).orElseThrow().status()).isEqualTo(JobStatus.CANCELLED);
        }
    }
}
