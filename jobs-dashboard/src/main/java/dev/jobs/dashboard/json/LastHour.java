package dev.jobs.dashboard.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobs.store.operations.Activity;
import dev.jobs.store.operations.TimeHistogram;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The last hour of some jobs, minute by minute. Not safe to share between threads. */
final class LastHour {
    private static final int MINUTES = 60;
    private static final double MEDIAN = 0.5;
    private static final double MOST = 0.95;

    private final Instant first;
    private final long[] submitted = new long[MINUTES];
    private final long[] completed = new long[MINUTES];
    private final long[] failed = new long[MINUTES];
    private final TimeHistogram.Builder waited = new TimeHistogram.Builder();
    private final TimeHistogram.Builder ran = new TimeHistogram.Builder();

    /** The hour that ends with the minute that this time falls into. */
    LastHour(final Instant now) {
        this.first = now.truncatedTo(ChronoUnit.MINUTES).minus(MINUTES - 1L, ChronoUnit.MINUTES);
    }

    void add(final Activity activity) {
        final long minute = ChronoUnit.MINUTES.between(first, activity.from());
        if (minute < 0 || minute >= MINUTES) {
            return;
        }
        submitted[(int) minute] += activity.submitted();
        completed[(int) minute] += activity.completed();
        failed[(int) minute] += activity.failed();
        waited.add(activity.waited());
        ran.add(activity.ran());
    }

    ObjectNode toJson() {
        final ObjectNode json = Json.object();
        json.set("submitted", numbers(submitted));
        json.set("completed", numbers(completed));
        json.set("failed", numbers(failed));
        quantiles(json, "waited", waited.build());
        quantiles(json, "ran", ran.build());
        return json;
    }

    private static void quantiles(final ObjectNode json, final String name, final TimeHistogram times) {
        Json.putDuration(json, name + "P50Ms", times.quantile(MEDIAN));
        Json.putDuration(json, name + "P95Ms", times.quantile(MOST));
    }

    private static ArrayNode numbers(final long[] values) {
        final ArrayNode array = Json.array();
        for (final long value : values) {
            array.add(value);
        }
        return array;
    }
}
