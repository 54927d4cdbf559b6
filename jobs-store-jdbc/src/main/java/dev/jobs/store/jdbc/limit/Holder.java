package dev.jobs.store.jdbc.limit;

import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.operations.PauseTarget.Kind;
import dev.jobs.store.support.Allowance;
import dev.jobs.store.support.KeptBack;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An owner or a limit key that may keep jobs back, as the text by which the tables name it: {@code limit_key:ffmpeg}. */
final class Holder {
    private static final String OF_KEY = Kind.LIMIT_KEY.wireName() + ":";
    private static final String OF_OWNER = Kind.OWNER.wireName() + ":";

    private Holder() {}

    static String of(final PauseTarget target) {
        return target.kind().wireName() + ":" + target.name();
    }

    static String ofKey(final String key) {
        return OF_KEY + key;
    }

    static String ofOwner(final String owner) {
        return OF_OWNER + owner;
    }

    static boolean isOfKey(final String holder) {
        return holder.startsWith(OF_KEY);
    }

    /** The name of the owner, or the limit key. */
    static String name(final String holder) {
        return holder.substring(holder.indexOf(':') + 1);
    }

    /** Those of limit keys, in the order in which they are locked. */
    static Set<String> ofKeys(final Collection<String> keys) {
        return keys.stream().map(Holder::ofKey).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The limit keys among these. */
    static Set<String> keys(final Collection<String> holders) {
        return holders.stream()
                .filter(Holder::isOfKey)
                .map(Holder::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The reason that keeps the jobs of a holder back, if there is one. */
    static Optional<KeptBack> keptBack(final Allowance allowance, final String holder) {
        return isOfKey(holder)
                ? allowance.keptBack(Set.of(name(holder)), Optional.empty())
                : allowance.keptBack(Set.of(), Optional.of(name(holder)));
    }

    /** A column of them. */
    static Function<String, Object> itself() {
        return holder -> holder;
    }
}
