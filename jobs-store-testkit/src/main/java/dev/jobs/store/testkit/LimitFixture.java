package dev.jobs.store.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.SubmitOutcome;
import dev.jobs.SubmitOutcome.Submitted;
import dev.jobs.Waiting;
import dev.jobs.WhenLimitFull;
import dev.jobs.store.ClaimedJob;
import java.util.Collections;
import java.util.List;

/** The jobs with limit keys that the themes of limits share. */
abstract class LimitFixture extends ContractFixture {
    static final String KEY = "ffmpeg";
    static final String OTHER_KEY = "tenant:42";

    LimitFixture(final JobStoreContract contract) {
        super(contract);
    }

    static JobRequest.Builder limited(final String... keys) {
        return request().limitKeys(keys);
    }

    final JobId submitLimited(final String... keys) {
        return store.submit(limited(keys).build());
    }

    final List<JobId> submitLimited(final int count, final String... keys) {
        return store.submit(Collections.nCopies(count, limited(keys).build()));
    }

    final Waiting waiting(final JobId id) {
        return store.poll(id).orElseThrow().waiting().orElseThrow();
    }

    final void complete(final ClaimedJob claimed) {
        store.report(completed(claimed.lease(), "1"));
    }

    /** Submits one more job. */
    final SubmitOutcome submit(final WhenLimitFull whenFull) {
        return store.submit(limited(KEY).build(), whenFull);
    }

    static JobId accepted(final SubmitOutcome outcome) {
        assertThat(outcome).isInstanceOf(Submitted.class);
        return outcome.job().orElseThrow();
    }

    static List<JobId> sorted(final JobId... ids) {
        return List.of(ids).stream().sorted().toList();
    }
}
