package dev.jobs.store.jdbc;

import static java.util.Objects.requireNonNull;

import dev.jobs.store.JobStoreConfigurationException;
import dev.jobs.store.SizeLimits;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a JDBC store. Immutable.
 *
 * @param schema the way to deal with the tables
 * @param poolSize how many connections a pool of the store's own has at most; from 2
 * @param signals whether PostgreSQL's LISTEN and NOTIFY are used; one connection is kept for listening
 * @param limits how large payloads and results may be
 */
public record JdbcSettings(SchemaMode schema, int poolSize, Signalling signals, SizeLimits limits) {
    static final String SCHEMA = "schema";
    static final String POOL_SIZE = "poolSize";
    static final String SIGNALS = "signals";

    static final Map<String, String> DESCRIPTIONS = Map.of(
            SCHEMA,
            "create (the default): makes missing tables and brings older ones up to date; check: only checks them; none: leaves them alone",
            POOL_SIZE,
            "the most connections of the store's own pool, 10 by default; one more listens for signals",
            SIGNALS,
            "on (the default): LISTEN and NOTIFY on PostgreSQL; off: other processes are found out by polling",
            SizeLimits.MAX_PAYLOAD,
            SizeLimits.DESCRIPTIONS.getOrDefault(SizeLimits.MAX_PAYLOAD, ""),
            SizeLimits.MAX_RESULT,
            SizeLimits.DESCRIPTIONS.getOrDefault(SizeLimits.MAX_RESULT, ""));

    private static final int LARGEST_POOL = 1_000;

    /** The ways in which processes hear of each other's jobs. */
    public enum Signalling {
        /** Processes hear of jobs at once, where the database can signal. */
        ON,

        /** Each process polls. */
        OFF
    }

    public JdbcSettings {
        requireNonNull(schema, "schema");
        requireNonNull(signals, "signals");
        requireNonNull(limits, "limits");
        if (poolSize < 2 || poolSize > LARGEST_POOL) {
            throw new JobStoreConfigurationException(
                    "the setting poolSize is a number from 2 to " + LARGEST_POOL + ", but not " + poolSize);
        }
    }

    /** Tables made where missing, ten connections, signals on, the {@linkplain SizeLimits#defaults() usual limits}. */
    public static JdbcSettings defaults() {
        return new JdbcSettings(SchemaMode.CREATE, 10, Signalling.ON, SizeLimits.defaults());
    }

    /** The same, with another way to deal with the tables. */
    public JdbcSettings withSchema(final SchemaMode mode) {
        return new JdbcSettings(mode, poolSize, signals, limits);
    }

    /** The same, with another size of the pool. */
    public JdbcSettings withPoolSize(final int connections) {
        return new JdbcSettings(schema, connections, signals, limits);
    }

    /** The same, with signals on or off. */
    public JdbcSettings withSignals(final Signalling signalling) {
        return new JdbcSettings(schema, poolSize, signalling, limits);
    }

    /** The same, with other limits for payloads and results. */
    public JdbcSettings withLimits(final SizeLimits sizes) {
        return new JdbcSettings(schema, poolSize, signals, sizes);
    }

    static JdbcSettings of(final Map<String, String> texts) {
        JdbcSettings settings = defaults().withLimits(SizeLimits.of(texts));
        if (texts.containsKey(SCHEMA)) {
            settings = settings.withSchema(constant(SchemaMode.class, SCHEMA, texts));
        }
        if (texts.containsKey(POOL_SIZE)) {
            settings = settings.withPoolSize(number(POOL_SIZE, texts));
        }
        if (texts.containsKey(SIGNALS)) {
            settings = settings.withSignals(constant(Signalling.class, SIGNALS, texts));
        }
        return settings;
    }

    private static <E extends Enum<E>> E constant(
            final Class<E> type, final String name, final Map<String, String> texts) {
        try {
            return Enum.valueOf(type, text(name, texts).toUpperCase(Locale.ROOT));
        } catch (final IllegalArgumentException e) {
            throw wrong(name, texts, e);
        }
    }

    private static int number(final String name, final Map<String, String> texts) {
        try {
            return Integer.parseInt(text(name, texts));
        } catch (final NumberFormatException e) {
            throw wrong(name, texts, e);
        }
    }

    private static String text(final String name, final Map<String, String> texts) {
        return Optional.ofNullable(texts.get(name)).orElse("").strip();
    }

    private static JobStoreConfigurationException wrong(
            final String name, final Map<String, String> texts, final IllegalArgumentException e) {
        return new JobStoreConfigurationException(
                "the setting " + name + " cannot be \"" + text(name, texts) + "\"; it is " + DESCRIPTIONS.get(name), e);
    }
}
