package dev.jobs.spring.autoconfigure.store;

import dev.jobs.store.SizeLimits;
import dev.jobs.store.jdbc.JdbcSettings;
import dev.jobs.store.jdbc.SchemaMode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * The settings of the job store.
 *
 * @param url URL of the job store, such as jdbc:postgresql://host/db, jdbc:h2:file:retry:./data/jobs or memory:, which then has connections of
 *     its own. By default jobs are kept in the application's DataSource.
 * @param dataSource Name of the DataSource bean that jobs are kept in, where there are several and none of them is primary.
 * @param schema Way to deal with the store's tables. By default, missing ones are made and older ones are brought up to date.
 * @param signals Whether processes tell each other of jobs at once, where the database can. By default, they do.
 * @param poolSize Most connections of the store's own pool, where it has a URL. 10 by default.
 * @param maxPayload Largest payload of a job, as UTF-8. 2MB by default.
 * @param maxResult Largest result of a job, as UTF-8. 2MB by default.
 */
@ConfigurationProperties("jobs.store")
record JobsStoreProperties(
        @Nullable String url,
        @Nullable String dataSource,
        @Nullable SchemaMode schema,
        JdbcSettings.@Nullable Signalling signals,
        @Nullable Integer poolSize,
        @Nullable DataSize maxPayload,
        @Nullable DataSize maxResult) {

    Optional<String> givenUrl() {
        return Optional.ofNullable(url).filter(text -> !text.isBlank());
    }

    Optional<String> givenDataSource() {
        return Optional.ofNullable(dataSource).filter(text -> !text.isBlank());
    }

    /** The settings that were given, by the names that a store which is opened by its URL has for them. */
    Map<String, String> settings() {
        final Map<String, String> settings = limits();
        Optional.ofNullable(schema).ifPresent(mode -> settings.put("schema", mode.name()));
        Optional.ofNullable(signals).ifPresent(signalling -> settings.put("signals", signalling.name()));
        Optional.ofNullable(poolSize).ifPresent(size -> settings.put("poolSize", String.valueOf(size)));
        return Map.copyOf(settings);
    }

    /** The settings of a store on a data source. */
    JdbcSettings jdbcSettings() {
        final JdbcSettings defaults = JdbcSettings.defaults();
        return defaults.withLimits(SizeLimits.of(limits()))
                .withSchema(Optional.ofNullable(schema).orElse(defaults.schema()))
                .withSignals(Optional.ofNullable(signals).orElse(defaults.signals()));
    }

    private Map<String, String> limits() {
        final Map<String, String> limits = new HashMap<>();
        Optional.ofNullable(maxPayload)
                .ifPresent(size -> limits.put(SizeLimits.MAX_PAYLOAD, String.valueOf(size.toBytes())));
        Optional.ofNullable(maxResult)
                .ifPresent(size -> limits.put(SizeLimits.MAX_RESULT, String.valueOf(size.toBytes())));
        return limits;
    }
}
