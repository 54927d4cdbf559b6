package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.store.ClaimedJob;
import dev.jobs.store.operations.FoundJobs;
import dev.jobs.store.operations.JobSearch;
import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.LimitUse;
import dev.jobs.store.operations.PauseRequest;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.operations.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The promises of a search: it finds what matches and nothing else, once, in its order, in pages of bounded cost. */
abstract class SearchContract extends ContractFixture {
    private static final TimeRange EVER = TimeRange.from(Instant.EPOCH);

    SearchContract(final JobStoreContract contract) {
        super(contract);
    }

    private static JobSearch.Builder all() {
        return JobSearch.builder(JobQuery.all());
    }

    private static JobSearch.Builder search(final JobQuery query) {
        return JobSearch.builder(query);
    }

    private List<JobId> found(final JobSearch.Builder search) {
        return found(search.build());
    }

    /** All pages of it. */
    private List<JobId> found(final JobSearch search) {
        final List<JobId> found = new ArrayList<>();
        FoundJobs page = store.search(search);
        addAll(found, search, page);
        while (page.next().isPresent()) {
            page = store.search(search.from(page.next().get()));
            addAll(found, search, page);
        }
        return found;
    }

    private static void addAll(final List<JobId> found, final JobSearch search, final FoundJobs page) {
        assertThat(page.jobs()).hasSizeLessThanOrEqualTo(search.query().pageSize());
        if (page.end() == FoundJobs.End.FULL) {
            assertThat(page.jobs()).hasSize(search.query().pageSize());
        }
        page.jobs().forEach(job -> found.add(job.id()));
    }

    /** Ends a job of its own, and waits until the store's clock has gone on. */
    private JobId failed(final String error) {
        final ClaimedJob claimed = processing();
        store.report(failedForGood(claimed.lease(), error));
        final Instant end = job(claimed).finishedAt().orElseThrow();
        Await.until("the store's clock has gone on", () -> store.overview().at().isAfter(end.plusMillis(1)));
        return claimed.job().id();
    }

    @Test
    final void aSearchWithoutConditionsFindsAllTheHighestIdFirst() {
        final List<JobId> ids = submit(30);
        store.cancel(ids.get(3));

        assertThat(found(all())).isEqualTo(newestFirst(ids));
        assertThat(store.search(all().build()))
                .returns(FoundJobs.End.NO_MORE, FoundJobs::end)
                .satisfies(page -> assertThat(page.jobs())
                        .allSatisfy(
                                job -> assertThat(job).isEqualTo(job(job.id()).withoutPayload())));
    }

    @Test
    final void anEmptyStoreHasNothingToFind() {
        assertThat(store.search(all().build())).isEqualTo(FoundJobs.last(List.of()));
        assertThat(store.search(all().ended(EVER).build())).isEqualTo(FoundJobs.last(List.of()));
    }

    @Test
    final void foundJobsHaveNeitherPayloadsNorResults() {
        final ClaimedJob claimed = processing();
        store.report(completed(claimed.lease(), "1"));

        assertThat(store.search(all().build()).jobs())
                .singleElement()
                .returns(JobStatus.COMPLETE, Job::status)
                .returns(Optional.empty(), Job::payload)
                .returns(Optional.empty(), Job::result);
    }

    @Test
    final void jobsAreFoundByOwnerStatusTypeAndQueue() {
        final JobId anns = store.submit(request().owner("ann").build());
        final JobId annsOther =
                store.submit(request(OTHER_TYPE).owner("ann").queue(OTHER_QUEUE).build());
        final JobId cancelled = submit();
        store.cancel(cancelled);
        final ClaimedJob running = worker().claimOne();

        assertThat(running.job().id()).isEqualTo(anns);
        assertThat(found(search(JobQuery.ofOwner("ann")))).containsExactlyInAnyOrder(anns, annsOther);
        assertThat(found(search(JobQuery.ofOwner("ann").withQueues(OTHER_QUEUE))))
                .containsExactly(annsOther);
        assertThat(found(search(JobQuery.all().withTypes(OTHER_TYPE)))).containsExactly(annsOther);
        assertThat(found(search(JobQuery.all().withStatuses(JobStatus.CANCELLED))))
                .containsExactly(cancelled);
        assertThat(found(search(JobQuery.all().withStatuses(JobStatus.PROCESSING))))
                .containsExactly(anns);
        assertThat(found(search(JobQuery.all().withStatuses(JobStatus.PENDING, JobStatus.CANCELLED))))
                .containsExactlyInAnyOrder(annsOther, cancelled);
    }

    @Test
    final void aJobIsFoundByItsIdIfTheRestMatchesToo() {
        final JobId id = submit(3).get(1);

        assertThat(found(all().id(id))).containsExactly(id);
        assertThat(found(all().id(JobId.random()))).isEmpty();
        assertThat(found(search(JobQuery.all().withTypes(OTHER_TYPE)).id(id))).isEmpty();
    }

    @Test
    final void jobsAreFoundByTheirIdempotencyKeyWhoseverTheyAre() {
        final JobId anns =
                store.submit(request().owner("ann").idempotencyKey("k").build());
        final JobId nobodys = store.submit(request().idempotencyKey("k").build());
        store.submit(request().idempotencyKey("K").build());
        submit();

        assertThat(found(all().idempotencyKey("k"))).containsExactlyInAnyOrder(anns, nobodys);
        assertThat(found(search(JobQuery.ofOwner("ann")).idempotencyKey("k"))).containsExactly(anns);
    }

    @Test
    final void jobsAreFoundByAttributesToTheCharacter() {
        final String strange = "50 % of \"it\\\" _!é";
        final JobId both = store.submit(
                request().attribute("tenant", "a").attribute("kind", strange).build());
        final JobId one = store.submit(request().attribute("tenant", "a").build());
        store.submit(request().attribute("tenant", "ab").build());
        store.submit(request().attribute("x", "\"tenant\":\"a\"").build());
        submit();

        assertThat(found(all().attribute("tenant", "a"))).containsExactlyInAnyOrder(both, one);
        assertThat(found(all().attribute("tenant", "a").attribute("kind", strange)))
                .containsExactly(both);
        assertThat(found(all().attribute("kind", strange.replace('_', 'x')))).isEmpty();
        assertThat(found(all().attribute("enant", "a"))).isEmpty();
    }

    @Test
    final void jobsAreFoundByTheirLimitKeysOrTheBeginningsOfThem() {
        final JobId both = store.submit(request().limitKeys("user:ann", "a_b").build());
        final JobId one = store.submit(request().limitKeys("user:anna").build());
        store.submit(request().limitKeys("axb", "its-user:ann").build());
        submit();

        assertThat(found(all().limitKey("user:ann"))).containsExactly(both);
        assertThat(found(all().limitKey("a_b"))).containsExactly(both);
        assertThat(found(all().limitKey("user:ann*"))).containsExactlyInAnyOrder(both, one);
        assertThat(found(all().limitKey("user:"))).isEmpty();
        assertThat(found(search(JobQuery.all().withStatuses(JobStatus.COMPLETE)).limitKey("user:*")))
                .isEmpty();
    }

    @Test
    final void jobsAreFoundByTheLimitThatKeepsThemBack() {
        store.setLimit(Limit.atOnce("user:*", 1));
        store.setLimit(Limit.atOnce("user:bob", 1));
        final JobRequest anns = request().limitKeys("user:ann").build();
        final JobRequest bobs = request().limitKeys("user:bob").build();
        final List<JobId> ids = store.submit(List.of(anns, anns, anns, bobs, bobs));
        store.submit(request().limitKeys("user:ann").delay(Duration.ofHours(1)).build());
        final JobId paused =
                store.submit(request().limitKeys("user:ann").owner("ann").build());
        store.pause(PauseRequest.builder(PauseTarget.owner("ann")).build());
        assertThat(worker().claim(10)).hasSize(2);

        assertThat(found(all().keptBackBy("user:*"))).containsExactlyInAnyOrder(ids.get(1), ids.get(2));
        assertThat(found(all().keptBackBy("user:bob"))).containsExactly(ids.get(4));
        assertThat(found(all().keptBackBy("user:ann")))
                .as("no limit has this name")
                .isEmpty();
        assertThat(found(search(JobQuery.all().withStatuses(JobStatus.PROCESSING))
                        .keptBackBy("user:*")))
                .isEmpty();
        assertThat(store.limits()).extracting(LimitUse::keptBack).containsExactly(2L, 1L);
        assertThat(job(paused).status()).isEqualTo(JobStatus.PENDING);

        store.pause(PauseRequest.builder(PauseTarget.limitKey("user:bob")).build());
        assertThat(found(all().keptBackBy("user:bob")))
                .as("a pause keeps it back")
                .isEmpty();
        assertThat(store.limits()).extracting(LimitUse::keptBack).containsExactly(2L, 0L);
    }

    @Test
    final void jobsAreFoundByATextInTheirErrorsWhateverItsCase() {
        final JobId timeout = failed("Connection to db_1 timed out\nafter 30 % of it");
        final JobId other = failed("Disk full");
        submit();

        assertThat(found(all().errorText("TIMED out"))).containsExactly(timeout);
        assertThat(found(all().errorText("disk"))).containsExactly(other);
        assertThat(found(all().errorText("30 %"))).containsExactly(timeout);
        assertThat(found(all().errorText("db_1"))).containsExactly(timeout);
        assertThat(found(all().errorText("dbx1"))).isEmpty();
        assertThat(found(all().errorText("%"))).containsExactly(timeout);
    }

    @Test
    final void jobsAreFoundByTheTimeOfTheirSubmission() {
        final Job first = job(submit());
        Await.until(
                "the store's clock has gone on",
                () -> store.overview().at().isAfter(first.createdAt().plusMillis(1)));
        final Job second = job(submit());

        assertThat(found(all().submitted(TimeRange.from(second.createdAt())))).containsExactly(second.id());
        assertThat(found(all().submitted(TimeRange.until(second.createdAt())))).containsExactly(first.id());
        assertThat(found(all().submitted(new TimeRange(first.createdAt(), second.createdAt()))))
                .containsExactly(first.id());
        assertThat(found(all().submitted(EVER))).hasSize(2);
    }

    @Test
    final void aSearchByTheTimeOfEndIsInTheOrderOfTheEnds() {
        final JobId first = submit();
        final ClaimedJob early = worker().claimOne();
        final JobId second = failed("one");
        final JobId third = failed("two");
        store.report(completed(early.lease(), "1"));
        submit();

        assertThat(found(all().ended(EVER))).containsExactly(first, third, second);
        final Instant end = job(third).finishedAt().orElseThrow();
        assertThat(found(all().ended(TimeRange.from(end)))).containsExactly(first, third);
        assertThat(found(all().ended(TimeRange.until(end)))).containsExactly(second);
        assertThat(found(search(JobQuery.all().withStatuses(JobStatus.FAILED)).ended(EVER)))
                .containsExactly(third, second);
    }

    @Test
    final void pagesFollowEachOtherInBothOrders() {
        final List<JobId> ids = submit(50);
        ids.forEach(store::cancel);

        for (final int size : List.of(1, 7, 49, 50, 51)) {
            final JobQuery query = JobQuery.all().withPageSize(size);
            assertThat(found(search(query))).as("pages of %d", size).isEqualTo(newestFirst(ids));
            assertThat(found(search(query).ended(EVER)))
                    .as("pages of %d by their ends", size)
                    .doesNotHaveDuplicates()
                    .hasSameElementsAs(ids);
        }
    }

    @Test
    final void whileJobsComeAndGoThoseThatStayAreFoundOnce() {
        final List<JobId> ids = submit(40);
        final List<JobId> leaving = ids.subList(10, 20);
        leaving.forEach(store::cancel);
        final JobSearch search = search(JobQuery.all().withPageSize(7)).build();
        final List<JobId> found = new ArrayList<>();

        FoundJobs page = store.search(search);
        addAll(found, search, page);
        for (int i = 0; page.next().isPresent(); i++) {
            submit();
            store.delete(leaving.get(i % leaving.size()));
            page = store.search(search.from(page.next().get()));
            addAll(found, search, page);
        }

        final List<JobId> staying = new ArrayList<>(ids);
        staying.removeAll(leaving);
        assertThat(found).doesNotHaveDuplicates().containsAll(staying);
    }

    @Test
    final void aSearchWithoutTimeGoesOnWithEachCursorUntilAllHasBeenLookedAt() {
        final JobId oldest = store.submit(request().attribute("wanted", "yes").build());
        for (int i = 0; i < 3; i++) {
            store.submit(
                    IntStream.range(0, 1_000).mapToObj(any -> request().build()).toList());
        }
        final JobSearch search =
                all().attribute("wanted", "yes").timeLimit(Duration.ZERO).build();

        FoundJobs page = store.search(search);
        final List<JobId> found = new ArrayList<>();
        for (int steps = 0; page.next().isPresent(); steps++) {
            assertThat(steps).as("searches").isLessThan(100);
            addAll(found, search, page);
            page = store.search(search.from(page.next().get()));
        }
        addAll(found, search, page);

        assertThat(found).containsExactly(oldest);
    }

    @Test
    final void aCursorOfAnotherOrderAndATextThatIsNoneAreRefused() {
        submit(2).forEach(store::cancel);
        final JobQuery query = JobQuery.all().withPageSize(1);
        final String byId = store.search(search(query).build()).next().orElseThrow();
        final String byEnd =
                store.search(search(query).ended(EVER).build()).next().orElseThrow();

        for (final JobSearch wrong : List.of(
                all().cursor(byEnd).build(),
                all().ended(EVER).cursor(byId).build(),
                all().cursor("nonsense").build(),
                all().ended(EVER).cursor("x_" + JobId.random()).build())) {
            assertThatThrownBy(() -> store.search(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
