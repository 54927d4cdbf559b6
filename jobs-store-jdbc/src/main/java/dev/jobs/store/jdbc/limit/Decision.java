package dev.jobs.store.jdbc.limit;

import dev.jobs.store.support.Allowance;
import dev.jobs.store.support.KeptBack;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The decision on candidates, in their order.
 *
 * @param started those that start
 * @param held those that are to be held, with their new holders
 * @param keptBack the holders that keep jobs back, and why
 * @param after what is allowed after the starts
 * @param isCut whether it ended at a candidate on which this claim cannot decide
 */
record Decision(
        List<Candidate> started,
        Map<Candidate, String> held,
        Map<String, KeptBack> keptBack,
        Allowance after,
        boolean isCut) {
    /**
     * Decides until so many have started.
     *
     * @param locked the holders whose locks this claim has
     */
    static Decision of(
            final List<Candidate> candidates, final Allowance allowance, final Set<String> locked, final int wanted) {
        final List<Candidate> started = new ArrayList<>();
        final Map<Candidate, String> held = new LinkedHashMap<>();
        final Map<String, KeptBack> reasons = new TreeMap<>();
        for (final Candidate job : candidates) {
            if (started.size() == wanted) {
                break;
            }
            final Optional<KeptBack> keptBack = allowance.keptBack(job.keys(), job.owner());
            final Optional<String> holder = keptBack.map(by -> Holder.of(by.by()));
            if (!locked.containsAll(job.holders())
                    || holder.filter(by -> !locked.contains(by)).isPresent()) {
                return new Decision(started, held, reasons, allowance, true);
            }
            if (holder.isEmpty()) {
                allowance.started(job.keys());
                started.add(job);
            } else {
                reasons.put(holder.get(), keptBack.get());
                if (!holder.equals(job.heldBy())) {
                    held.put(job, holder.get());
                }
            }
        }
        return new Decision(started, held, reasons, allowance, false);
    }

    /** The same with what is allowed after the starts when these are written: a rate counts them from then on, which is a little later. */
    Decision after(final Allowance written) {
        return new Decision(started, held, keptBack, written, isCut);
    }

    /** The jobs that it changes. */
    Collection<Candidate> changed() {
        return Stream.concat(started.stream(), held.keySet().stream()).toList();
    }

    /** The reason that keeps jobs of this holder back now. */
    Optional<KeptBack> keptBackBy(final String holder) {
        return Holder.keptBack(after, holder);
    }
}
