package dev.jobs.store.jdbc.poll;

import dev.jobs.store.jdbc.database.PollQuery;
import dev.jobs.store.jdbc.table.QueuePlace;
import dev.jobs.store.support.Forecast.JobsAhead;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Of what types the jobs are that wait in one queue: those at its front one by one, and behind them each
 * {@value QueueSnapshot#STEP}rd, standing for as many. Does not change.
 *
 * @param front the first {@value #FRONT}
 * @param marks the marks of the whole queue, if it is longer than that
 */
record QueueMix(QueueOrder front, QueueOrder marks) {
    static final int FRONT = PollQuery.EXACT;

    /** The jobs ahead of this place. */
    List<JobsAhead> ahead(final QueuePlace place) {
        return between(place.queue(), 0, rank(place), 1);
    }

    /**
     * The last so many jobs ahead of this place. Their number is known better than by this, which may be
     * some seconds old: those that have left since were the first. Empty also if nothing is known of them.
     */
    List<JobsAhead> ahead(final QueuePlace place, final long count) {
        final long rank = rank(place);
        final long from = Math.max(0, rank - count);
        return rank == 0 ? List.of() : between(place.queue(), from, rank, (double) count / (rank - from));
    }

    /** The number of jobs that were ahead of this place. */
    private long rank(final QueuePlace place) {
        final QueuePlace before = new QueuePlace(place.queue(), place.priority(), place.turn(), place.seq() - 1);
        final int ahead = front.upTo(before);
        return ahead < front.size() ? ahead : Math.max(ahead, (long) marks.upTo(before) * QueueSnapshot.STEP);
    }

    private List<JobsAhead> between(final String queue, final long from, final long to, final double weight) {
        final Set<String> types = new HashSet<>(front.types());
        types.addAll(marks.types());
        return types.stream()
                .flatMap(type -> {
                    final double jobs = weight * count(type, from, to);
                    return jobs > 0 ? Stream.of(new JobsAhead(queue, type, jobs)) : Stream.empty();
                })
                .toList();
    }

    private double count(final String type, final long from, final long to) {
        final int end = front.size();
        final int inFront = front.count(type, (int) Math.min(from, end), (int) Math.min(to, end));
        final int behind = marks.count(type, firstMark(Math.max(from, end)), firstMark(to));
        return inFront + (double) behind * QueueSnapshot.STEP;
    }

    /** The first mark that has so many jobs ahead. */
    private static int firstMark(final long rank) {
        return (int) (rank / QueueSnapshot.STEP);
    }
}
