package dev.jobs.store.jdbc.turn;

import dev.jobs.store.jdbc.connection.Transactions;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.operations.QueueOrder;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;

/** The orders that were chosen for queues. Safe to share between threads. */
public final class QueueOrders {
    private final Transactions transactions;
    private final OwnedQueues ownedQueues;
    private final String write;

    public QueueOrders(final Syntax syntax, final Transactions transactions) {
        this.transactions = transactions;
        this.ownedQueues = new OwnedQueues(syntax);
        this.write = syntax.insertOrUpdate(
                "jobs_queue",
                "select cast(? as varchar(200)) as queue, cast(? as varchar(20)) as queue_order, false as has_owners",
                List.of("queue", "queue_order", "has_owners"),
                List.of("queue"),
                given -> "queue_order = " + given + ".queue_order");
    }

    public void order(final String queue, final QueueOrder order) {
        QueueOrder.requireQueueName(queue);
        transactions.transaction("choose the order of queue \"" + queue + '"', connection -> {
            try (PreparedStatement statement = connection.prepareStatement(write)) {
                statement.setString(1, queue);
                statement.setString(2, order.wireName());
                statement.executeUpdate();
            }
            return true;
        });
        if (order == QueueOrder.FAIR_BY_OWNER) {
            // Those that came in order of submission are not marked yet.
            transactions.statement("look up the last turns of queue \"" + queue + '"', connection -> {
                ownedQueues.mark(connection, queue);
                return true;
            });
        }
    }

    public QueueOrder order(final String queue) {
        QueueOrder.requireQueueName(queue);
        return transactions.statement("read the order of queue \"" + queue + '"', connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("select queue_order from jobs_queue where queue = ?")) {
                select.setString(1, queue);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? QueueOrder.ofWireName(row.getString(1)) : QueueOrder.FAIR_BY_OWNER;
                }
            }
        });
    }
}
