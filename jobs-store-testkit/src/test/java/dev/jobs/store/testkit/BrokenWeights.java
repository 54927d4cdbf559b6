package dev.jobs.store.testkit;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.SubmitOutcome;
import dev.jobs.WhenLimitFull;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Stores that break a promise of the weights of owners, each in one way. */
final class BrokenWeights {
    private BrokenWeights() {}

    /** Gives jobs their turns by other weights than those of their requests. */
    private abstract static class OtherWeights extends DelegatingJobStore {
        /** The weight that counts for a job. */
        abstract int weight(JobRequest request);

        private JobRequest changed(final JobRequest request) {
            if (request.owner().isEmpty()) {
                return request;
            }
            final JobRequest.Builder same = JobRequest.builder(
                            request.type(), request.payload().orElseThrow())
                    .queue(request.queue())
                    .priority(request.priority())
                    .maxAttempts(request.maxAttempts())
                    .backoff(request.backoff())
                    .limitKeys(request.limitKeys())
                    .owner(request.owner().get())
                    .ownerWeight(weight(request));
            request.delay().ifPresent(same::delay);
            request.dueAt().ifPresent(same::dueAt);
            request.idempotencyKey().ifPresent(same::idempotencyKey);
            return same.build();
        }

        @Override
        public List<JobId> submit(final List<JobRequest> requests) {
            return super.submit(requests.stream().map(this::changed).toList());
        }

        @Override
        public List<SubmitOutcome> submit(final List<JobRequest> requests, final WhenLimitFull whenFull) {
            return super.submit(requests.stream().map(this::changed).toList(), whenFull);
        }
    }

    /** Takes all owners for equal. */
    static final class IgnoresWeights extends OtherWeights {
        @Override
        int weight(final JobRequest request) {
            return JobRequest.DEFAULT_OWNER_WEIGHT;
        }
    }

    /** Gives an owner of weight 3 four jobs in a round. */
    static final class GivesOneMoreThanTheWeight extends OtherWeights {
        @Override
        int weight(final JobRequest request) {
            return request.ownerWeight() == JobRequest.DEFAULT_OWNER_WEIGHT ? 1 : request.ownerWeight() + 1;
        }
    }

    /** Takes the weight of an owner's first job for that of all its jobs. */
    static final class KeepsTheFirstWeight extends OtherWeights {
        private final Map<String, Integer> weights = new HashMap<>();

        @Override
        int weight(final JobRequest request) {
            return weights.computeIfAbsent(request.owner().orElseThrow(), owner -> request.ownerWeight());
        }
    }

    /** Forgets the weights of jobs that are not due at once. */
    static final class ForgetsWeightsUntilJobsAreDue extends OtherWeights {
        @Override
        int weight(final JobRequest request) {
            return request.delay().isPresent() ? 1 : request.ownerWeight();
        }
    }

    /** Tells of no weight. */
    static final class TellsOfNoWeight extends DelegatingJobStore {
        TellsOfNoWeight() {
            seenAs = job -> new Job(job.id(), withoutWeight(job.request()), job.state());
        }

        private static JobRequest withoutWeight(final JobRequest request) {
            final JobRequest.Builder same = JobRequest.storedBuilder(request.type())
                    .queue(request.queue())
                    .priority(request.priority())
                    .maxAttempts(request.maxAttempts())
                    .backoff(request.backoff())
                    .limitKeys(request.limitKeys());
            request.owner().ifPresent(same::owner);
            request.payload().ifPresent(same::storedPayload);
            return same.build();
        }
    }
}
