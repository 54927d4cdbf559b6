package dev.jobs.store.jdbc.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jobs.JobStatus;
import dev.jobs.store.jdbc.JdbcJobStore;
import dev.jobs.store.jdbc.h2.H2Database;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.operations.Activity;
import dev.jobs.store.operations.History;
import dev.jobs.store.operations.HistoryQuery;
import dev.jobs.store.operations.TimeRange;
import dev.jobs.store.support.ActivitySums;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sums of the history at any time, against the sum of all minutes. */
class HistoryRowsTest {
    private static final Instant NOW = Instant.parse("2026-01-12T10:37:20Z");
    private static final List<Duration> STEPS = List.of(
            Duration.ofMinutes(7),
            Duration.ofMinutes(15),
            Duration.ofMinutes(20),
            Duration.ofMinutes(45),
            Duration.ofHours(1),
            Duration.ofMinutes(90),
            Duration.ofHours(5),
            Duration.ofDays(1));

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    private final HistoryRows rows = new HistoryRows(syntax());
    private final Random random = new Random(7);
    private final TreeMap<Instant, ActivitySums> minutes = new TreeMap<>();
    private final Connection connection = open();

    private static Syntax syntax() {
        return new H2Database().syntax();
    }

    private Connection open() {
        JdbcJobStore.open(url).close();
        try {
            return DriverManager.getConnection(url);
        } catch (final SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private void add(final Instant moment) throws SQLException {
        final ActivitySums sums = new ActivitySums();
        for (int i = random.nextInt(3); i >= 0; i--) {
            final String type = "type " + random.nextInt(2);
            sums.submitted("q", type);
            sums.started("q", type, Duration.ofMillis(random.nextInt(100_000)));
            sums.ended("q", type, JobStatus.COMPLETE, Duration.ofMillis(random.nextInt(100_000)));
        }
        rows.add(connection, moment, sums.activities(Instant.EPOCH));
        minutes.computeIfAbsent(minute(moment), key -> new ActivitySums()).add(sums);
    }

    private static Instant minute(final Instant moment) {
        return Instant.ofEpochSecond(moment.getEpochSecond() / 60 * 60);
    }

    private History expected(final HistoryQuery query) {
        final History.Builder history = History.builder(query);
        minutes.subMap(minute(query.range().from()), true, query.range().until(), false)
                .forEach((minute, sums) -> sums.activities(minute).forEach(history::add));
        return history.build();
    }

    private Instant moment(final Duration before) {
        return NOW.minusMillis((long) (random.nextDouble() * before.toMillis()));
    }

    @Test
    void anyRangeInAnyStepsIsTheSumOfItsMinutes() throws SQLException {
        for (int i = 0; i < 400; i++) {
            add(moment(i % 2 == 0 ? Duration.ofHours(3) : Duration.ofDays(7)));
        }

        for (int i = 0; i < 200; i++) {
            final Duration step = STEPS.get(random.nextInt(STEPS.size()));
            final Instant from = moment(i % 3 == 0 ? Duration.ofHours(4) : Duration.ofDays(7));
            final Instant until = from.plus(Duration.ofSeconds(random.nextInt(i % 2 == 0 ? 10_000 : 600_000)));
            final HistoryQuery query = new HistoryQuery(new TimeRange(from, until), step);

            final History history = rows.read(connection, query);

            assertThat(history.activities())
                    .as("%s", query)
                    .containsExactlyInAnyOrderElementsOf(expected(query).activities());
            assertThat(history.from()).isEqualTo(from);
        }
    }

    @Test
    void whatIsPrunedIsNeitherInMinutesNorInSums() throws SQLException {
        add(NOW.minus(HistoryQuery.KEPT).minus(Duration.ofHours(1)));
        add(NOW.minus(HistoryQuery.KEPT).minus(Duration.ofMinutes(20)));
        add(NOW);
        minutes.remove(minutes.firstKey());

        rows.prune(connection, NOW);

        for (final Duration step : STEPS) {
            final HistoryQuery query = new HistoryQuery(
                    new TimeRange(NOW.minus(Duration.ofDays(7).plusHours(2)), NOW.plusSeconds(60)), step);
            assertThat(rows.read(connection, query).activities())
                    .containsExactlyInAnyOrderElementsOf(expected(query).activities());
        }
    }

    @Test
    void ofTooManySumsTheOldestAreLeftOutAndTheAnswerSaysSo() throws SQLException {
        final ActivitySums sums = new ActivitySums();
        for (int type = 0; type < History.MOST_SUMS / 2 - 1; type++) {
            sums.submitted("q", "type " + type);
        }
        final List<Activity> many = sums.activities(Instant.EPOCH);
        for (int hour = 0; hour < 3; hour++) {
            rows.add(connection, NOW.minus(Duration.ofHours(hour)), many);
        }
        final HistoryQuery query = new HistoryQuery(
                new TimeRange(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofHours(1))), Duration.ofHours(1));

        final History history = rows.read(connection, query);

        assertThat(history.from()).isEqualTo(Instant.parse("2026-01-12T09:00:00Z"));
        assertThat(history.activities()).hasSize(2 * many.size());
    }
}
