package dev.jobs.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobs.dashboard.DashboardAction.Outcome;
import dev.jobs.dashboard.DashboardAction.Subject;
import dev.jobs.dashboard.http.Answer;
import dev.jobs.dashboard.http.Parameters;
import dev.jobs.dashboard.http.Refusal;
import dev.jobs.dashboard.json.Json;
import dev.jobs.dashboard.read.SharedAnswers;
import dev.jobs.store.Operations;
import dev.jobs.store.operations.QueueOrder;
import java.util.function.LongSupplier;

/** The orders of queues: {@code GET api/orders} of those that are named, and {@code POST api/order}, which chooses one. */
final class OrderEndpoint {
    private static final int MOST_QUEUES = 100;

    private final Operations operations;
    private final SharedAnswers<String, QueueOrder> orders;

    OrderEndpoint(final Operations operations, final LongSupplier ticker) {
        this.operations = operations;
        this.orders = new SharedAnswers<>(operations::queueOrder, ticker);
    }

    /** The orders of the first queues that are named. */
    Answer list(final Caller caller) {
        final ObjectNode json = Json.object();
        final ObjectNode all = json.putObject("orders");
        caller.parameters().all("queue").stream()
                .limit(MOST_QUEUES)
                .forEach(queue -> all.put(queue, orders.to(named(queue)).wireName()));
        return Answer.json(json);
    }

    Answer choose(final Caller caller) {
        final Parameters parameters = caller.parameters();
        final Subject.Ordered wanted =
                new Subject.Ordered(named(parameters.required("queue")), order(parameters.required("order")));
        caller.require(DashboardRight.PAUSE, wanted);
        operations.orderQueue(wanted.queue(), wanted.order());
        orders.forget();
        caller.tell(DashboardRight.PAUSE, wanted, Outcome.DONE);
        return Answer.json(Json.object());
    }

    private static String named(final String queue) {
        try {
            return QueueOrder.requireQueueName(queue);
        } catch (final IllegalArgumentException e) {
            throw Refusal.badRequest("No queue can have this name");
        }
    }

    private static QueueOrder order(final String name) {
        try {
            return QueueOrder.ofWireName(name);
        } catch (final IllegalArgumentException e) {
            throw Refusal.badRequest("The order of a queue is fair_by_owner or submission");
        }
    }
}
