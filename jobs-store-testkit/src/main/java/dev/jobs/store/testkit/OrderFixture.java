package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.store.ClaimedJob;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The jobs of owners, and the order in which they start, that the themes of fair order share. */
abstract class OrderFixture extends ContractFixture {
    static final String ANN = "ann";
    static final String BOB = "bob";
    static final String CAT = "cat";

    OrderFixture(final JobStoreContract contract) {
        super(contract);
    }

    static JobRequest.Builder ownedBy(final String owner) {
        return request().owner(owner);
    }

    final List<JobId> submitFor(final String owner, final int count) {
        return store.submit(Collections.nCopies(count, ownedBy(owner).build()));
    }

    /** Sees that these jobs are all that wait, and that this is the order in which they start. */
    final void assertOrder(final List<JobId> expected) {
        assertThat(byPosition(expected)).as("by position").isEqualTo(expected);
        assertThat(ids(worker().claim(expected.size() + 1))).as("as they start").isEqualTo(expected);
    }

    /** Lets jobs start one by one, and gives them in that order. */
    final List<JobId> start(final int count) {
        final TestWorker worker = worker();
        final List<JobId> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            started.add(worker.claimOne().job().id());
        }
        return started;
    }

    /** Lets jobs start one by one, and gives them in that order; each that starts has ended before the next does. */
    final List<JobId> startOneByOne(final int count, final Consumer<Job> onStart) {
        final TestWorker worker = worker();
        final List<JobId> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final ClaimedJob claimed = worker.claimOne();
            started.add(claimed.job().id());
            store.report(completed(claimed.lease(), "1"));
            onStart.accept(claimed.job());
        }
        return started;
    }

    final List<JobId> byPosition(final Collection<JobId> all) {
        return QueuePositions.of(store, all).entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The lists one by one, each with its first, then each with its second. */
    @SafeVarargs
    static List<JobId> inTurns(final List<JobId>... lists) {
        final List<List<JobId>> all = new ArrayList<>();
        for (final List<JobId> list : lists) {
            all.add(list);
        }
        return inRounds(Map.of(), all);
    }

    /** The lists one by one, each with so many of its jobs as its weight says, until there are no more; a list without a weight has 1. */
    static List<JobId> inRounds(final Map<List<JobId>, Integer> weights, final List<List<JobId>> lists) {
        final List<JobId> all = new ArrayList<>();
        final int jobs = lists.stream().mapToInt(List::size).sum();
        for (int round = 0; all.size() < jobs; round++) {
            for (final List<JobId> list : lists) {
                final int weight = weights.getOrDefault(list, 1);
                all.addAll(list.subList(
                        Math.min(list.size(), round * weight), Math.min(list.size(), (round + 1) * weight)));
            }
        }
        return all;
    }

    @SafeVarargs
    static List<JobId> all(final List<JobId>... lists) {
        final List<JobId> all = new ArrayList<>();
        for (final List<JobId> list : lists) {
            all.addAll(list);
        }
        return all;
    }
}
