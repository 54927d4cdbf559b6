package dev.jobs.store.jdbc.limit;

import dev.jobs.JobSignal;
import dev.jobs.store.jdbc.limit.HeldLanes.HeldLane;
import dev.jobs.store.jdbc.table.Rows;
import dev.jobs.store.jdbc.table.Syntax;
import dev.jobs.store.support.KeptBack;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes the jobs that a claim holds, and opens or closes their lanes. Immutable. */
final class HoldWrites {
    private static final Rows<Map.Entry<Candidate, String>> HELD = Rows.<Map.Entry<Candidate, String>>of(
                    "id", "uuid", job -> job.getKey().id().value())
            .with("held_by", "text", Map.Entry::getValue);

    private final HeldLanes lanes;
    private final String hold;

    HoldWrites(final Syntax syntax) {
        this.lanes = new HeldLanes(syntax);
        this.hold = syntax.updateFrom("j.id", "held_by = r.held_by", HELD.unnested(syntax), "j.status = 'pending'");
    }

    /** Lanes that were closed until a time: the signals to send then, and when this was said. */
    record Closed(Instant until, StoreMoment at, List<JobSignal> signals) {}

    /**
     * Writes what a claim has decided.
     *
     * @param seen the lanes that it has looked into
     */
    List<Closed> write(
            final Connection connection, final Decision decision, final Set<HeldLane> seen, final StoreMoment at)
            throws SQLException {
        hold(connection, decision.held());
        final Map<String, KeptBack> full = new TreeMap<>(decision.keptBack());
        full.replaceAll((holder, by) -> decision.keptBackBy(holder).orElse(by));
        for (final HeldLane lane : seen) {
            decision.keptBackBy(lane.holder()).ifPresent(by -> full.put(lane.holder(), by));
        }
        final Map<String, Set<HeldLane>> added = decision.held().entrySet().stream()
                .map(job -> job.getKey().laneOf(job.getValue()))
                .collect(Collectors.groupingBy(HeldLane::holder, Collectors.toSet()));
        final List<Closed> closed = new ArrayList<>();
        for (final Map.Entry<String, KeptBack> holder : full.entrySet()) {
            final Optional<Instant> until = holder.getValue().until();
            if (added.containsKey(holder.getKey())) {
                lanes.add(connection, added.get(holder.getKey()), until);
            }
            final List<JobSignal> signals = lanes.close(connection, holder.getKey(), holder.getValue());
            until.ifPresent(time -> closed.add(new Closed(time, at, signals)));
        }
        for (final HeldLane lane : inOrder(seen)) {
            if (!full.containsKey(lane.holder())) {
                lanes.deleteIfEmpty(connection, lane);
            }
        }
        return closed;
    }

    private static List<HeldLane> inOrder(final Set<HeldLane> lanes) {
        return lanes.stream()
                .sorted(Comparator.comparing(HeldLane::holder)
                        .thenComparing(HeldLane::queue)
                        .thenComparing(HeldLane::type))
                .toList();
    }

    private void hold(final Connection connection, final Map<Candidate, String> held) throws SQLException {
        if (held.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(hold)) {
            HELD.bind(
                    update,
                    held.entrySet().stream()
                            .sorted(Comparator.comparing(job -> job.getKey().id()))
                            .toList());
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    // Each is locked, and is changed.
                }
            }
        }
    }
}
