package dev.jobs.test;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.jobs.Job;
import dev.jobs.JobId;
import dev.jobs.JobRequest;
import dev.jobs.JobState;
import dev.jobs.JobType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A check that two versions of a payload can be in use at once: while a deployment rolls, workers of the new version meet jobs that the
 * old one submitted, and the reverse. The old version is a copy of its record in the test, or JSON that it once wrote. Immutable.
 *
 * <p>A new field is compatible: old jobs do not have it, and old workers ignore it. A field that is removed, renamed or changes its
 * kind is not. A removed or renamed field is a silent break, since unknown fields are ignored: the reader gets null or 0.
 *
 * @param <P> the payload's type in the new version
 */
public final class PayloadCompatibility<P> {
    private static final ObjectMapper TREE = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final JobType<P, ?> current;
    private final Set<String> removed;

    private PayloadCompatibility(final JobType<P, ?> current, final Set<String> removed) {
        this.current = requireNonNull(current, "current");
        this.removed = removed;
    }

    /**
     * A check of the new version of this type.
     *
     * @param <P> the payload's type
     */
    public static <P> PayloadCompatibility<P> of(final JobType<P, ?> current) {
        return new PayloadCompatibility<>(current, Set.of());
    }

    /**
     * The same check, for which these fields may be missing on the other side: they were removed on purpose, or are renamed while no old
     * worker runs any more.
     *
     * @param paths as the message of the check names them, such as {@code file.name} or {@code files[].name}
     */
    public PayloadCompatibility<P> allowingRemoved(final String... paths) {
        final Set<String> all = new TreeSet<>(removed);
        all.addAll(List.of(paths));
        return new PayloadCompatibility<>(current, Set.copyOf(all));
    }

    /**
     * Checks that the new version reads this JSON of the old one, and loses nothing of it.
     *
     * @throws AssertionError if it does not; the message says what breaks, field by field
     */
    public PayloadCompatibility<P> readsOld(final String json) {
        check(new Reading<>("new", "old", current), json);
        return this;
    }

    /**
     * Checks that the new version reads what the old one writes of this payload, and loses nothing of it.
     *
     * @param <O> the payload's type in the old version
     * @param old the type in its old version
     * @param payload a payload in which each field has a value of its own, so that a loss is seen
     * @throws AssertionError if it does not; the message says what breaks, field by field
     */
    public <O> PayloadCompatibility<P> readsOld(final JobType<O, ?> old, final O payload) {
        return readsOld(json(old, payload));
    }

    /**
     * Checks that the old version reads what the new one writes of this payload, and finds each field that it knows.
     *
     * @param <O> the payload's type in the old version
     * @param old the type in its old version
     * @param payload a payload in which each field has a value of its own, so that a loss is seen
     * @throws AssertionError if it does not; the message says what breaks, field by field
     */
    public <O> PayloadCompatibility<P> isReadByOld(final JobType<O, ?> old, final P payload) {
        check(new Reading<>("old", "new", old), json(current, payload));
        return this;
    }

    /** The reading of what one version wrote by the other. */
    private record Reading<T>(String reader, String writer, JobType<T, ?> type) {
        T read(final String json) {
            final JobRequest request = JobRequest.builder(type.name(), json).build();
            final JobState state = JobState.builder(Instant.EPOCH).build();
            return type.payload(new Job(JobId.random(), request, state));
        }
    }

    private static <T> String json(final JobType<T, ?> type, final T payload) {
        return type.request(payload).payload().orElseThrow();
    }

    private <T> void check(final Reading<T> reading, final String json) {
        final String again;
        try {
            again = json(reading.type(), reading.read(json));
        } catch (final IllegalArgumentException e) {
            throw new AssertionError(
                    "the " + reading.reader() + " version of \"" + current.name() + "\" cannot read what the "
                            + reading.writer() + " one wrote: " + e.getMessage() + "\n  written: " + json,
                    e);
        }
        final List<String> breaks = new ArrayList<>();
        compare(reading, new Place("", breaks), tree(json), tree(again));
        if (!breaks.isEmpty()) {
            throw new AssertionError("the " + reading.reader() + " version of \"" + current.name()
                    + "\" does not understand what the " + reading.writer() + " one wrote:"
                    + breaks.stream().map(text -> "\n  - " + text).collect(Collectors.joining()) + "\n  written: "
                    + json
                    + "\n  read as: " + again);
        }
    }

    private static JsonNode tree(final String json) {
        try {
            return TREE.readTree(json);
        } catch (final JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + json, e);
        }
    }

    /** A place in the payload, and where its breaks are noted. */
    private record Place(String path, List<String> breaks) {
        Place field(final String name) {
            return new Place(path.isEmpty() ? name : path + "." + name, breaks);
        }

        Place item() {
            return new Place(path + "[]", breaks);
        }
    }

    private void compare(final Reading<?> reading, final Place place, final JsonNode written, final JsonNode read) {
        final boolean areLists = written.isArray() && read.isArray() && written.size() == read.size();
        if (written.isObject() && read.isObject()) {
            compareFields(reading, place, written, read);
        } else if (areLists) {
            for (int i = 0; i < written.size(); i++) {
                compare(reading, place.item(), written.get(i), read.get(i));
            }
        } else if (!isSame(written, read)) {
            place.breaks().add("\"" + place.path() + "\" is " + written + ", and is read as " + read);
        }
    }

    private static boolean isSame(final JsonNode written, final JsonNode read) {
        if (written.isNumber() && read.isNumber()) {
            return written.decimalValue().compareTo(read.decimalValue()) == 0;
        }
        return written.equals(read);
    }

    private void compareFields(
            final Reading<?> reading, final Place place, final JsonNode written, final JsonNode read) {
        final Set<String> unread = names(written);
        unread.removeAll(names(read));
        final Set<String> unwritten = names(read);
        unwritten.removeAll(names(written));
        // A field that is read under another name, as by an alias, is there under its new one.
        unread.removeIf(old -> unwritten.removeIf(other -> isSame(written.get(old), read.get(other))));
        final boolean newReads = reading.reader().equals("new");
        for (final String name : newReads ? unread : unwritten) {
            final Place field = place.field(name);
            if (!removed.contains(field.path())
                    && !(newReads && written.get(name).isNull())) {
                place.breaks().add(newReads ? lost(field.path(), unwritten) : missing(field.path(), read.get(name)));
            }
        }
        names(written).stream()
                .filter(read::has)
                .forEach(name -> compare(reading, place.field(name), written.get(name), read.get(name)));
    }

    private static String lost(final String path, final Set<String> unwritten) {
        return "\"" + path + "\" of the old version is unknown to the new one, and lost"
                + (unwritten.isEmpty() ? "" : "; if it was renamed to one of " + unwritten + ", give that an alias");
    }

    private static String missing(final String path, final JsonNode found) {
        return "\"" + path + "\" is not written by the new version any more: the old one reads " + found;
    }

    private static Set<String> names(final JsonNode object) {
        final Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
