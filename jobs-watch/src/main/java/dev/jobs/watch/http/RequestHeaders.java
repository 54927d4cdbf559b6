package dev.jobs.watch.http;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The headers of a request, by whatever it came. */
@FunctionalInterface
public interface RequestHeaders {
    /** The values of all headers of this name, in the order in which they came; the case of the name does not matter. */
    List<String> values(String name);

    /** The headers that this gives by their names, as a servlet's request does. */
    static RequestHeaders of(final Function<String, Enumeration<String>> byName) {
        return name -> Collections.list(byName.apply(name));
    }

    /** The first value of this header. */
    default Optional<String> first(final String name) {
        return values(name).stream().findFirst();
    }
}
