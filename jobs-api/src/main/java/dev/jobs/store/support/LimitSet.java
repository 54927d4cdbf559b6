package dev.jobs.store.support;

import dev.jobs.store.operations.Limit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The limits that hold at one moment, for adapters. Immutable. */
public final class LimitSet {
    /** No limit. */
    public static final LimitSet NONE = new LimitSet(Map.of(), List.of());

    private final Map<String, Limit> ofOneKey;

    /** Those with a star, the longest beginnings first. */
    private final List<Limit> ofEachKey;

    private LimitSet(final Map<String, Limit> ofOneKey, final List<Limit> ofEachKey) {
        this.ofOneKey = ofOneKey;
        this.ofEachKey = ofEachKey;
    }

    /** These limits, each of a name of its own. */
    public static LimitSet of(final Collection<Limit> limits) {
        return limits.isEmpty()
                ? NONE
                : new LimitSet(
                        limits.stream()
                                .filter(limit -> !limit.isForEach())
                                .collect(Collectors.toMap(Limit::name, Function.identity())),
                        limits.stream()
                                .filter(Limit::isForEach)
                                .sorted(Comparator.comparingInt(
                                                (Limit limit) -> limit.name().length())
                                        .reversed())
                                .toList());
    }

    /** The limit that holds for this key. */
    public Optional<Limit> of(final String key) {
        return Optional.ofNullable(ofOneKey.get(key))
                .or(() -> ofEachKey.stream().filter(limit -> limit.covers(key)).findFirst());
    }
}
