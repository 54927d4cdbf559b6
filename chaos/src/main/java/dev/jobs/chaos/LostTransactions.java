package dev.jobs.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The transactions that failovers lost: they were answered, and the standby had not heard of them when it was promoted. Their
 * loss breaks no promise; a report that is taken under a lost lease does. For one thread.
 *
 * <p>Of each job that the standby knew, the log says with which lease and status, just before it says that the standby took
 * over. So each answer before that which contradicts it was lost.
 */
final class LostTransactions {
    private final Map<String, ChaosEvent> known = new HashMap<>();
    private final Map<String, List<ChaosEvent>> survived = new TreeMap<>();
    private final Set<String> lostLeases = new HashSet<>();
    private final Map<String, Long> sent = new HashMap<>();
    private final List<String> takenUnderLostLeases = new ArrayList<>();
    private long lostJobs;
    private long lastFailover;

    /** @param events all that was written down, in the order of their times */
    LostTransactions(final List<ChaosEvent> events) {
        for (final ChaosEvent event : events) {
            switch (event.kind()) {
                case KNOWN -> known.put(event.job(), event);
                case FAILED_OVER -> failOver(event.micros());
                default -> {
                    if (!event.job().equals(ChaosEvent.NO_JOB) && !isLateAnswer(event)) {
                        survived.computeIfAbsent(event.job(), id -> new ArrayList<>())
                                .add(event);
                    }
                }
            }
        }
    }

    /** The record of each job that is not lost, without the answers that are lost. */
    Map<String, List<ChaosEvent>> survived() {
        return survived;
    }

    /** The number of lost jobs whose submission was answered. */
    long jobs() {
        return lostJobs;
    }

    /** The number of lost leases. */
    long leases() {
        return lostLeases.size();
    }

    /** True if a failover lost this claim. */
    boolean isLost(final Claim claim) {
        return lostLeases.contains(claim.lease());
    }

    List<String> takenUnderLostLeases() {
        return takenUnderLostLeases;
    }

    private void failOver(final long at) {
        lastFailover = at;
        survived.entrySet().removeIf(job -> {
            final ChaosEvent last = known.get(job.getKey());
            if (last != null) {
                job.getValue().removeIf(event -> contradicts(event, last));
                return false;
            }
            job.getValue()
                    .forEach(event -> contradicts(event, new ChaosEvent(at, "", ChaosEvent.Kind.KNOWN, "", 0, "")));
            lostJobs += job.getValue().stream()
                    .filter(event -> event.kind() == ChaosEvent.Kind.SUBMITTED)
                    .count();
            return job.getValue().stream().noneMatch(event -> event.kind() == ChaosEvent.Kind.ROLLED_BACK);
        });
        known.clear();
    }

    private boolean contradicts(final ChaosEvent event, final ChaosEvent last) {
        switch (event.kind()) {
            case CLAIMED -> {
                if (event.lease() > last.lease()) {
                    lostLeases.add(lease(event));
                    return true;
                }
                return false;
            }
            case CANCELLED -> {
                return !last.detail().equals("cancelled");
            }
            case ANSWERED -> {
                return event.detail().equals("Completed APPLIED")
                        && !(last.detail().equals("complete") && last.lease() == event.lease());
            }
            default -> {
                return false;
            }
        }
    }

    /**
     * True for an answer after a failover to what was sent before it: the lost database may have given it, since the worker was frozen or
     * short of processor time then, or since the call had more to do, which the new one did. Nobody can tell. What was sent later under a
     * lost lease, and is taken, is a promise broken.
     */
    private boolean isLateAnswer(final ChaosEvent event) {
        final String report =
                event.source() + " " + lease(event) + " " + event.detail().split(" ", -1)[0];
        if (event.kind() == ChaosEvent.Kind.SENT) {
            sent.put(report, event.micros());
        }
        if (event.kind() != ChaosEvent.Kind.ANSWERED || !event.detail().endsWith(" APPLIED")) {
            return false;
        }
        if (sent.getOrDefault(report, Long.MAX_VALUE) < lastFailover) {
            return true;
        }
        if (lostLeases.contains(lease(event))) {
            takenUnderLostLeases.add("job " + event.job() + ": " + event.detail() + " under lease " + event.lease()
                    + ", which a failover had lost");
        }
        return false;
    }

    private static String lease(final ChaosEvent event) {
        return event.job() + "#" + event.lease();
    }
}
