package dev.jobs.dashboard.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobs.store.operations.Failures;
import dev.jobs.store.operations.JobCount;

/** The failures by type and first line of their errors. */
public final class FailuresJson {
    private FailuresJson() {}

    /** The answer. */
    public static ObjectNode of(final Failures failures) {
        final JobCount count = failures.jobs();
        final ObjectNode json = Json.object().put("at", Json.time(count.asOf())).put("jobs", count.jobs());
        if (count.precision() != JobCount.Precision.EXACT) {
            json.put("atLeast", true);
        }
        final ArrayNode groups = json.putArray("groups");
        failures.groups()
                .forEach(group -> groups.addObject()
                        .put("type", group.type())
                        .put("line", group.line())
                        .put("jobs", group.jobs())
                        .put("newest", group.newest().toString())
                        .put("first", Json.time(group.first()))
                        .put("last", Json.time(group.last())));
        if (failures.groups().size() == Failures.MOST_GROUPS) {
            json.put("leftOut", true);
        }
        return json;
    }
}
