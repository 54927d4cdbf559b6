package dev.jobs.store.testkit;

import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobQuery;
import dev.jobs.JobRequest;
import dev.jobs.JobStatus;
import dev.jobs.Waiting;
import dev.jobs.store.operations.QueueOrder;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Stores that break a promise of the order of queues, each in one way. */
final class BrokenOrders {
    private BrokenOrders() {}

    /** Starts jobs by submission, whoever their owners are. */
    static final class IgnoresOwners extends DelegatingJobStore {
        @Override
        public List<JobId> submit(final List<JobRequest> requests) {
            requests.forEach(request -> right.orderQueue(request.queue(), QueueOrder.SUBMISSION));
            return super.submit(requests);
        }

        @Override
        public QueueOrder queueOrder(final String queue) {
            return QueueOrder.FAIR_BY_OWNER;
        }
    }

    /** Gives each owner turns, and those without an owner none: they start by submission. */
    static final class LeavesNobodyOutOfTheTurns extends DelegatingJobStore {
        @Override
        public List<JobId> submit(final List<JobRequest> requests) {
            final boolean nobodys =
                    requests.stream().anyMatch(request -> request.owner().isEmpty());
            final Map<String, QueueOrder> before = requests.stream()
                    .map(JobRequest::queue)
                    .distinct()
                    .collect(Collectors.toMap(queue -> queue, right::queueOrder));
            if (nobodys) {
                before.keySet().forEach(queue -> right.orderQueue(queue, QueueOrder.SUBMISSION));
            }
            final List<JobId> ids = super.submit(requests);
            before.forEach(right::orderQueue);
            return ids;
        }
    }

    /** Keeps the order that is chosen as a note, and starts all in turns. */
    static final class KeepsTheFairOrder extends DelegatingJobStore {
        private final Map<String, QueueOrder> orders = new HashMap<>();

        @Override
        public void orderQueue(final String queue, final QueueOrder order) {
            orders.put(QueueOrder.requireQueueName(queue), order);
        }

        @Override
        public QueueOrder queueOrder(final String queue) {
            return orders.getOrDefault(queue, QueueOrder.FAIR_BY_OWNER);
        }
    }

    /** Chooses the order of all queues at once. */
    static final class OrdersEveryQueue extends DelegatingJobStore {
        @Override
        public void orderQueue(final String queue, final QueueOrder order) {
            super.orderQueue(queue, order);
            super.orderQueue(ContractFixture.QUEUE, order);
        }
    }

    /** Never goes back to the fair order. */
    static final class StaysInOrderOfSubmission extends DelegatingJobStore {
        @Override
        public void orderQueue(final String queue, final QueueOrder order) {
            super.orderQueue(queue, QueueOrder.SUBMISSION);
        }
    }

    /** Tells positions by submission, and starts jobs in turns. */
    static final class CountsPositionsBySubmission extends DelegatingJobStore {
        CountsPositionsBySubmission() {
            answeredAs = answer -> {
                if (answer.queuePosition().isEmpty()) {
                    return answer;
                }
                final Job job = answer.job();
                final List<JobId> waiting = right
                        .list(JobQuery.all()
                                .withStatuses(JobStatus.PENDING)
                                .withQueues(job.queue())
                                .withPageSize(1_000))
                        .stream()
                        .sorted(Comparator.comparing((Job other) -> -other.priority())
                                .thenComparing(Job::id))
                        .map(Job::id)
                        .toList();
                return with(
                        answer,
                        Waiting.inQueue(
                                answer.waiting().orElseThrow().reason(),
                                waiting.indexOf(job.id()) + 1,
                                waiting.size()));
            };
        }
    }
}
