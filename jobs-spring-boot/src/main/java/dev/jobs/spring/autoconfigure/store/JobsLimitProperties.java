package dev.jobs.spring.autoconfigure.store;

import dev.jobs.store.operations.Limit;
import dev.jobs.store.operations.StartRate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The default limits of the application. They are a list, since Spring drops colons and stars from names of properties.
 *
 * @param limits Default limits, which are set at each start. What an operator has set is not replaced.
 */
@ConfigurationProperties("jobs")
record JobsLimitProperties(@DefaultValue List<DefaultLimit> limits) {
    /**
     * A default limit.
     *
     * @param name Limit key, or the beginning of keys and a star: then the limit holds for each of these keys by itself.
     * @param atOnce Most attempts that run at once, on all machines.
     * @param starts Most attempts that start in a period, on all machines.
     * @param period Period of the starts.
     * @param burst Starts that may come at once after a quiet time. 1 by default.
     * @param message Words for those who wait.
     */
    record DefaultLimit(
            @Nullable String name,
            @Nullable Integer atOnce,
            @Nullable Integer starts,
            @Nullable Duration period,
            @Nullable Integer burst,
            @Nullable String message) {
        private Limit limit() {
            if (name == null || name.isBlank()) {
                throw new IllegalArgumentException("it has no name");
            }
            final Limit.Builder limit = Limit.builder(name);
            Optional.ofNullable(atOnce).ifPresent(limit::atOnce);
            Optional.ofNullable(message).ifPresent(limit::message);
            if (starts != null && period != null) {
                limit.rate(
                        new StartRate(starts, period, Optional.ofNullable(burst).orElse(1)));
            } else if (starts != null || period != null || burst != null) {
                throw new IllegalArgumentException("a rate has both starts and a period");
            }
            return limit.build();
        }
    }

    /**
     * The limits as values.
     *
     * @throws InvalidLimitException if one cannot be used; the message names it
     */
    List<Limit> values() {
        final List<Limit> values = new ArrayList<>();
        final Set<String> names = new HashSet<>();
        for (int i = 0; i < limits.size(); i++) {
            try {
                final Limit limit = limits.get(i).limit();
                if (!names.add(limit.name())) {
                    throw new IllegalArgumentException("there is another limit of the name \"" + limit.name() + '"');
                }
                values.add(limit);
            } catch (final IllegalArgumentException e) {
                throw new InvalidLimitException("jobs.limits[" + i + "] cannot be used: " + e.getMessage(), e);
            }
        }
        return List.copyOf(values);
    }
}
