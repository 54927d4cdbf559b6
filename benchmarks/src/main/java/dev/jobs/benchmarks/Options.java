package dev.jobs.benchmarks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The options of a run: words of the form {@code key=value}. */
record Options(Map<String, String> values) {
    Options {
        values = Map.copyOf(values);
    }

    static Options of(final List<String> words) {
        final Map<String, String> values = new HashMap<>();
        for (final String word : words) {
            final String[] parts = word.split("=", 2);
            if (parts.length < 2) {
                throw new IllegalArgumentException("an option is KEY=VALUE, but not \"" + word + "\"");
            }
            values.put(parts[0], parts[1]);
        }
        return new Options(values);
    }

    int number(final String key, final int otherwise) {
        return values.containsKey(key) ? Integer.parseInt(values.get(key)) : otherwise;
    }

    /** Several numbers, with commas between them. */
    int[] numbers(final String key, final int... otherwise) {
        return values.containsKey(key)
                ? words(key).stream().mapToInt(Integer::parseInt).toArray()
                : otherwise;
    }

    /** Several words, with commas between them. */
    List<String> words(final String key) {
        return Stream.of(text(key, "").split(",", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    String text(final String key, final String otherwise) {
        return values.getOrDefault(key, otherwise);
    }
}
