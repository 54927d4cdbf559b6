package dev.jobs.chaos;

import java.util.List;
import java.util.Locale;

/** The findings of a run. */
record Findings(
        long submitted,
        long ended,
        long lost,
        long endedTwice,
        long leasesOverlapping,
        Work work,
        long leftOver,
        Times times,
        Faults faults,
        Losses losses,
        Limits limits,
        List<String> broken) {
    /** The number of times that work of two leases of one job went on at once, by whose the older work was. */
    record Work(long overlapping, long overlappingInFrozenWorkers, long overlappingInUnknownWorkers) {}

    /** The number of times that each fault came. */
    record Faults(
            long workerDeaths,
            long workerFreezes,
            long databaseKills,
            long cuts,
            long failovers,
            long clockJumps,
            long pidsLimits,
            long hangingStarts) {}

    /** The times that the things took which the run waits for. */
    record Times(Delays cancelToDeath, Delays limitToEnd, Delays deathToClaim) {}

    /** The answers that failovers lost, which no promise forbids. */
    record Losses(long jobs, long leases) {}

    /**
     * The limits and pauses of a run.
     *
     * @param changes the limits that were set
     * @param pauses the pauses that were answered
     * @param starts the starts under limit keys
     * @param rated those of them under a key with a rate, in windows that can be told
     * @param mostAtOnce the most attempts of one key that were seen at once
     * @param aboveInLostWorkers the number of times that work of workers without their leases came on top
     */
    record Limits(long changes, long pauses, long starts, long rated, long mostAtOnce, long aboveInLostWorkers) {}

    private static final int MOST_SHOWN = 20;

    Findings {
        broken = List.copyOf(broken);
    }

    /** True if every promise was kept. */
    boolean isClean() {
        return lost == 0 && broken.isEmpty();
    }

    @Override
    public String toString() {
        final var text = new StringBuilder(String.format(
                Locale.ROOT,
                """
                worker deaths                                    %d
                worker freezes                                   %d
                database kills                                   %d
                times all connections were cut                   %d
                failovers to a standby that lagged behind        %d
                jumps of the database's clock                    %d
                times a worker could start no process            %d
                commands whose start hung                        %d
                jobs submitted                                   %d
                jobs ended                                       %d
                jobs lost                                        %d
                jobs ended twice                                 %d
                jobs that a failover lost                        %d
                leases that a failover lost                      %d
                leases overlapping in time                       %d
                work overlapping in time                         %d
                work overlapping in time, in frozen workers      %d
                the same, in workers that no standby knew        %d
                limits set, and changed                          %d
                pauses of owners and limit keys                  %d
                starts under limit keys                          %d
                starts under a rate, in windows that can be told %d
                most attempts of one limit key at once           %d
                the same above a limit, in frozen workers        %d
                processes left over                              %d
                longest time from cancel to confirmed death      %s
                longest time from a limit to confirmed death      %s
                longest time from a worker's death to next claim %s
                promises broken                                  %d
                """,
                faults.workerDeaths(),
                faults.workerFreezes(),
                faults.databaseKills(),
                faults.cuts(),
                faults.failovers(),
                faults.clockJumps(),
                faults.pidsLimits(),
                faults.hangingStarts(),
                submitted,
                ended,
                lost,
                endedTwice,
                losses.jobs(),
                losses.leases(),
                leasesOverlapping,
                work.overlapping(),
                work.overlappingInFrozenWorkers(),
                work.overlappingInUnknownWorkers(),
                limits.changes(),
                limits.pauses(),
                limits.starts(),
                limits.rated(),
                limits.mostAtOnce(),
                limits.aboveInLostWorkers(),
                leftOver,
                times.cancelToDeath(),
                times.limitToEnd(),
                times.deathToClaim(),
                broken.size()));
        broken.stream()
                .limit(MOST_SHOWN)
                .forEach(each -> text.append("broken: ").append(each).append('\n'));
        return text.toString();
    }
}
