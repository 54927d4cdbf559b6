package dev.jobs.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.WaitReason;
import dev.jobs.store.ClaimRequest;
import dev.jobs.store.Heartbeat;
import dev.jobs.store.WorkerId;
import dev.jobs.store.WorkerProfile;
import dev.jobs.store.operations.LimitUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The recipes of docs/limits.md, as they stand there and as they are compiled and run here. */
class LimitRecipesTest {
    private static final Set<String> TYPES = Set.of("export", "encode", "call", "preview");

    private static final Set<String> QUEUES = Set.of(JobRequest.DEFAULT_QUEUE);

    private Instant now = Instant.parse("2026-01-05T10:00:00Z");
    private final MemoryJobStore store = new MemoryJobStore(() -> now);
    private final WorkerId worker = WorkerId.random();

    @BeforeEach
    void setTheDefaults() {
        LimitRecipes.atStart(store);
        store.heartbeat(Heartbeat.builder(
                        worker,
                        WorkerProfile.builder("test")
                                .types(TYPES)
                                .queues(QUEUES)
                                .slots(100)
                                .build())
                .timeToLive(Duration.ofHours(1))
                .build());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private int started() {
        return store.claim(ClaimRequest.builder(worker)
                        .types(TYPES)
                        .queues(QUEUES)
                        .limit(100)
                        .build())
                .size();
    }

    private List<WaitReason> reasons() {
        return store.list(JobQuery.all().withStatuses(JobStatus.PENDING)).stream()
                .map(Job::id)
                .map(id -> store.poll(id).orElseThrow().waiting().orElseThrow().reason())
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"encode", "defaults", "user", "refused", "newest", "call", "tenant", "window", "halve"})
    void theCodeOfThePageIsCompiledHere(final String part) throws IOException {
        final String page = Files.readString(Path.of("../docs/limits.md"));
        final String compiled = Files.readString(Path.of("src/test/java/dev/jobs/store/memory/LimitRecipes.java"));
        final var code = Pattern.compile(" +// " + part + "\\R(.*?)\\R +// " + part + " end", Pattern.DOTALL)
                .matcher(compiled);

        assertThat(code.find()).isTrue();
        assertThat(page).contains("```java\n" + code.group(1).stripIndent().strip() + "\n```");
    }

    @Test
    void eachUserHasOneExportAtATime() {
        for (final String user : List.of("ann", "ann", "ann", "bob", "bob")) {
            LimitRecipes.oneAtATime(store, user, "{}");
        }

        assertThat(started()).isEqualTo(2);
        assertThat(store.list(JobQuery.all().withStatuses(JobStatus.PENDING)))
                .allSatisfy(job -> assertThat(store.poll(job.id())
                                .orElseThrow()
                                .waiting()
                                .orElseThrow()
                                .waitMessage())
                        .contains("your exports run one after the other"));
    }

    @Test
    void aSecondClickIsToldOfTheExportUnderWay() {
        final String first = LimitRecipes.refused(store, "ann", "{}");
        final String second = LimitRecipes.refused(store, "ann", "{}");

        final String id = store.list(JobQuery.all()).get(0).id().toString();
        assertThat(first).isEqualTo("Your export has begun: " + id);
        assertThat(second).isEqualTo("Your export is under way: " + id);
        assertThat(LimitRecipes.refused(store, "bob", "{}")).contains("begun");
    }

    @Test
    void onlyTheNewestPreviewOfADocumentIsMade() {
        for (int i = 0; i < 3; i++) {
            LimitRecipes.newest(store, "7");
        }
        LimitRecipes.newest(store, "8");

        now = now.plusSeconds(2);
        assertThat(started()).isEqualTo(2);
        LimitRecipes.newest(store, "7");
        assertThat(store.list(JobQuery.all().withStatuses(JobStatus.CANCELLED)))
                .filteredOn(Job::isStopping)
                .hasSize(1);
    }

    @Test
    void threeEncodersRunOnAllMachines() {
        for (int i = 0; i < 5; i++) {
            store.submit(LimitRecipes.ENCODE.request("{}"));
        }

        assertThat(started()).isEqualTo(3);
        assertThat(reasons()).containsExactly(WaitReason.LIMIT_REACHED);
    }

    @Test
    void tenCallsStartInASecondAndAnOperatorHalvesThem() {
        for (int i = 0; i < 40; i++) {
            store.submit(LimitRecipes.call("{}"));
        }

        assertThat(startedIn(Duration.ofSeconds(2))).isEqualTo(20);
        LimitRecipes.halve(store);
        assertThat(startedIn(Duration.ofSeconds(2))).isEqualTo(10);
        assertThat(started()).isEqualTo(1);
        assertThat(reasons()).containsExactly(WaitReason.RATE_LIMITED);
        LimitRecipes.atStart(store);
        assertThat(store.limits())
                .filteredOn(use -> use.limit().name().equals("partner-api"))
                .extracting(LimitUse::source)
                .containsExactly(LimitUse.Source.OPERATOR);
    }

    private int startedIn(final Duration time) {
        final Instant end = now.plus(time);
        int started = 0;
        while (now.isBefore(end)) {
            started += started();
            now = now.plusMillis(10);
        }
        return started;
    }

    @Test
    void payingTenantsHaveMoreAtOnceAndMoreInARoundWhichKeepsNoFreeOne() {
        for (int i = 0; i < 7; i++) {
            store.submit(LimitRecipes.ofTenant("large", true, "{}"));
        }
        store.submit(LimitRecipes.ofTenant("small", false, "{}"));
        store.submit(LimitRecipes.ofTenant("small", false, "{}"));

        final var claimed = store.claim(ClaimRequest.builder(worker)
                .types(TYPES)
                .queues(QUEUES)
                .limit(100)
                .build());

        assertThat(claimed)
                .extracting(one -> one.job().owner().orElseThrow())
                .containsExactly("large", "large", "large", "small", "large", "large");
    }

    @Test
    void whatIsPausedIsTheUseOfOneService() {
        LimitRecipes.window(store);
        store.submit(LimitRecipes.call("{}"));
        store.submit(LimitRecipes.ENCODE.request("{}"));

        assertThat(started()).isEqualTo(1);
        assertThat(reasons()).containsExactly(WaitReason.PAUSED);
        now = now.plus(Duration.ofHours(3));
        store.heartbeat(Heartbeat.builder(
                        worker,
                        WorkerProfile.builder("test")
                                .types(TYPES)
                                .queues(QUEUES)
                                .slots(100)
                                .build())
                .timeToLive(Duration.ofHours(1))
                .held(Set.of())
                .build());
        assertThat(started()).isGreaterThanOrEqualTo(1);
    }
}
