package dev.jobs.store.jdbc.postgresql.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobRequest;
import dev.jobs.JobSignal;
import dev.jobs.store.JobStore;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.Postgres;
import dev.jobs.testing.Await;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** A store that sends signals, another one that listens to some, and somebody who reads all notifications. */
class OtherListenersIT {
    private final String url = Postgres.shared().newUrl();
    private final JobStore sender = JdbcJobStore.open(url);
    private final JobStore other = JdbcJobStore.open(url);
    private final List<JobSignal> heard = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        other.close();
        sender.close();
    }

    /** The signals on the channel until one of this type comes, which the other store listens to. */
    private static List<JobSignal> signalsUntil(final PGConnection channel, final String last) {
        final List<JobSignal> signals = new ArrayList<>();
        Await.until("the signal of " + last, () -> {
            final PGNotification[] notifications = channel.getNotifications(100);
            for (final PGNotification each : notifications == null ? new PGNotification[0] : notifications) {
                signals.addAll(SignalText.signals(each.getParameter()));
            }
            return signals.stream().anyMatch(signal -> isOf(last, signal));
        });
        return signals;
    }

    private static boolean isOf(final String type, final JobSignal signal) {
        return signal instanceof JobSignal.Claimable claimable
                && claimable.type().equals(type);
    }

    private static String newType() {
        return "t" + UUID.randomUUID();
    }

    private void submitAndCancel(final String type) {
        sender.cancel(sender.submit(JobRequest.builder(type, "{}").build()));
    }

    @Test
    void signalsThatNoOtherProcessListensToAreNotSentOnceThatIsKnown() throws SQLException {
        other.subscribe(Set.of(JobSignal.Claimable.class), heard::add);
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(SignalChannel.query())) {
                assertThat(row.next()).isTrue();
                final String name = row.getString(1);
                statement.execute("listen " + name);
            }
            final PGConnection channel = connection.unwrap(PGConnection.class);

            Await.until("ends are not sent", () -> {
                final String type = newType();
                submitAndCancel(type);
                final String last = newType();
                sender.submit(JobRequest.builder(last, "{}").build());
                return signalsUntil(channel, last).stream().noneMatch(JobSignal.Finished.class::isInstance);
            });
        }
    }

    @Test
    void whoBeginsToListenHearsOfWhatComesThen() {
        other.subscribe(Set.of(JobSignal.Claimable.class), heard::add);
        heardSoon(JobSignal.Claimable.class);

        other.subscribe(Set.of(JobSignal.Finished.class), heard::add);

        heardSoon(JobSignal.Finished.class);
        assertThat(heard).noneMatch(JobSignal.Cancelled.class::isInstance);
    }

    private void heardSoon(final Class<? extends JobSignal> kind) {
        Await.until("a signal: " + kind.getSimpleName(), () -> {
            submitAndCancel(newType());
            return heard.stream().anyMatch(kind::isInstance);
        });
    }
}
