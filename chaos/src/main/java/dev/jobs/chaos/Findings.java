package dev.jobs.chaos;

import java.util.List;
import java.util.Locale;

/** What a run came to. */
record Findings(
        long submitted,
        long ended,
        long lost,
        long endedTwice,
        long leasesOverlapping,
        long workOverlapping,
        long workOverlappingInFrozenWorkers,
        long leftOver,
        Delays cancelToDeath,
        Delays deathToClaim,
        long workerDeaths,
        long workerFreezes,
        long databaseKills,
        long cuts,
        List<String> broken) {
    private static final int MOST_SHOWN = 20;

    Findings {
        broken = List.copyOf(broken);
    }

    /** Whether every promise was kept. */
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
                jobs submitted                                   %d
                jobs ended                                       %d
                jobs lost                                        %d
                jobs ended twice                                 %d
                leases overlapping in time                       %d
                work overlapping in time                         %d
                work overlapping in time, in frozen workers      %d
                processes left over                              %d
                longest time from cancel to confirmed death      %s
                longest time from a worker's death to next claim %s
                promises broken                                  %d
                """,
                workerDeaths,
                workerFreezes,
                databaseKills,
                cuts,
                submitted,
                ended,
                lost,
                endedTwice,
                leasesOverlapping,
                workOverlapping,
                workOverlappingInFrozenWorkers,
                leftOver,
                cancelToDeath,
                deathToClaim,
                broken.size()));
        broken.stream()
                .limit(MOST_SHOWN)
                .forEach(each -> text.append("broken: ").append(each).append('\n'));
        return text.toString();
    }
}
