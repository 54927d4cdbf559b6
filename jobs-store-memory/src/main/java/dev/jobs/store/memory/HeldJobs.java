package dev.jobs.store.memory;

import static java.util.Objects.requireNonNull;

import dev.jobs.JobId;
import dev.jobs.WaitReason;
import dev.jobs.store.memory.Lanes.Group;
import dev.jobs.store.operations.PastWait;
import dev.jobs.store.operations.PauseTarget;
import dev.jobs.store.support.Allowance;
import dev.jobs.store.support.KeptBack;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The due jobs that are set apart by what keeps them back: each by its <em>holder</em>, a limit key or an owner. Claims look at
 * the first job of each holder that is open, which means that it may have room; a claim that finds none closes it. Guarded by the
 * store's lock.
 */
final class HeldJobs {
    private final Map<PauseTarget, Map<Group, TreeSet<Entry>>> byHolder = new HashMap<>();

    /** The holders that are open and have jobs, by the queues and types of these. */
    private final Map<Group, Set<PauseTarget>> open = new HashMap<>();

    /** The times at which closed holders open by themselves. */
    private final TreeMap<Long, Set<PauseTarget>> opening = new TreeMap<>();

    private final Set<PauseTarget> closed = new HashSet<>();

    /** The last reason of each holder that has jobs, and its end. */
    private final Map<PauseTarget, Hold> holds = new HashMap<>();

    /**
     * The reason for which a holder kept its jobs back.
     *
     * @param until when there was, or will be, room again; null: that is not known yet
     * @param freedBy the job whose end made room, if one did
     */
    private record Hold(
            WaitReason reason,
            @Nullable Long until,
            @Nullable JobId freedBy) {}

    /** Notes a job that waits now, if it is held. */
    void added(final Entry entry) {
        final PauseTarget holder = entry.heldBy;
        if (holder == null || entry.isDeclined()) {
            return;
        }
        final Group group = Group.of(entry);
        byHolder.computeIfAbsent(holder, key -> new HashMap<>())
                .computeIfAbsent(
                        group,
                        key -> new TreeSet<>((one, other) -> one == other ? 0 : one.startsBefore(other) ? -1 : 1))
                .add(entry);
        if (!closed.contains(holder)) {
            open.computeIfAbsent(group, key -> new HashSet<>()).add(holder);
        }
    }

    /** Notes that a job waits no longer, or not here. */
    void removed(final Entry entry) {
        final PauseTarget holder = entry.heldBy;
        final Map<Group, TreeSet<Entry>> groups = holder == null ? null : byHolder.get(holder);
        final Group group = Group.of(entry);
        final TreeSet<Entry> jobs = groups == null ? null : groups.get(group);
        if (holder == null || groups == null || jobs == null || !jobs.remove(entry)) {
            return;
        }
        if (jobs.isEmpty()) {
            groups.remove(group);
            isOpenNoLonger(group, holder);
            if (groups.isEmpty()) {
                byHolder.remove(holder);
                closed.remove(holder);
                holds.remove(holder);
            }
        }
    }

    private void isOpenNoLonger(final Group group, final PauseTarget holder) {
        open.computeIfPresent(group, (key, holders) -> {
            holders.remove(holder);
            return holders.isEmpty() ? null : holders;
        });
    }

    /**
     * Lets claims look at the jobs of this holder from now on; gives the queues and types in which it has some.
     *
     * @param allowed the starts that are allowed now: if it keeps its jobs back all the same, nothing has made room
     * @param freedBy the job whose end made room, if one did
     */
    Set<Group> open(final PauseTarget holder, final Allowance allowed, final long now, final @Nullable JobId freedBy) {
        if (!keepsBack(holder, allowed)) {
            holds.computeIfPresent(
                    holder,
                    (key, hold) -> hold.until == null || hold.until > now ? new Hold(hold.reason, now, freedBy) : hold);
        }
        return letClaimsLook(holder);
    }

    /** True, and noted, if a holder that has jobs keeps them back. */
    private boolean keepsBack(final PauseTarget holder, final Allowance allowed) {
        if (!byHolder.containsKey(holder)) {
            return false;
        }
        final Optional<KeptBack> kept = holder.kind() == PauseTarget.Kind.OWNER
                ? allowed.keptBack(Set.of(), Optional.of(holder.name()))
                : allowed.keptBack(Set.of(holder.name()), Optional.empty());
        kept.ifPresent(this::keptBack);
        return kept.isPresent();
    }

    /** Notes that a job of these limit keys has started, which may have taken the last permit of those behind it. */
    void started(final Collection<String> limitKeys, final Allowance allowed) {
        limitKeys.forEach(key -> keepsBack(PauseTarget.limitKey(key), allowed));
    }

    private Set<Group> letClaimsLook(final PauseTarget holder) {
        closed.remove(holder);
        final Set<Group> groups = byHolder.getOrDefault(holder, Map.of()).keySet();
        groups.forEach(
                group -> open.computeIfAbsent(group, key -> new HashSet<>()).add(holder));
        return Set.copyOf(groups);
    }

    /** Lets claims look at the jobs of all holders; gives the queues and types in which there are some. */
    Set<Group> openAll(final Allowance allowed, final long now) {
        final Set<Group> groups = new HashSet<>();
        List.copyOf(byHolder.keySet()).forEach(holder -> groups.addAll(open(holder, allowed, now, null)));
        return groups;
    }

    /** Notes the reason for which the jobs of a holder are kept back from now on. */
    void keptBack(final KeptBack kept) {
        holds.put(
                kept.by(),
                new Hold(kept.reason(), kept.until().map(Entry::micros).orElse(null), null));
    }

    /** The limit or rate for whose sake a held job that starts now was kept back last; null: none, or a pause. */
    @Nullable
    PastWait lastOf(final Entry entry, final long now) {
        final Hold hold = entry.heldBy == null ? null : holds.get(entry.heldBy);
        if (hold == null || entry.heldBy == null) {
            return null;
        }
        final Instant until = Entry.instant(hold.until == null ? now : Math.min(now, hold.until));
        return switch (hold.reason) {
            case LIMIT_REACHED -> new PastWait.ForLimit(entry.heldBy.name(), until, Optional.ofNullable(hold.freedBy));
            case RATE_LIMITED -> new PastWait.ForRate(entry.heldBy.name(), until);
            default -> null;
        };
    }

    /** Keeps claims from the jobs of what keeps them back, until it is opened, or until a time of the store's clock. */
    void close(final KeptBack kept) {
        final PauseTarget holder = kept.by();
        final Optional<Long> until = kept.until().map(Entry::micros);
        keptBack(kept);
        closed.add(holder);
        byHolder.getOrDefault(holder, Map.of()).keySet().forEach(group -> isOpenNoLonger(group, holder));
        until.ifPresent(
                time -> opening.computeIfAbsent(time, key -> new HashSet<>()).add(holder));
    }

    /** Opens the holders whose time has come. */
    void openUntil(final long now) {
        while (!opening.isEmpty() && opening.firstKey() <= now) {
            opening.pollFirstEntry().getValue().forEach(this::letClaimsLook);
        }
    }

    /** The queues and types in which open holders have jobs. */
    Set<Group> openGroups() {
        return open.keySet();
    }

    /** The job of a queue and type that starts next of those of open holders. */
    Optional<Entry> first(final Group group) {
        Optional<Entry> first = Optional.empty();
        for (final PauseTarget holder : open.getOrDefault(group, Set.of())) {
            first = Lanes.earlier(
                    first,
                    Optional.of(
                            requireNonNull(requireNonNull(byHolder.get(holder)).get(group))
                                    .first()));
        }
        return first;
    }

    /** The jobs of this holder, those of one queue and type in their order. */
    Stream<Entry> jobs(final PauseTarget holder) {
        return byHolder.getOrDefault(holder, Map.of()).values().stream().flatMap(Set::stream);
    }

    /** The holders that have jobs. */
    Set<PauseTarget> holders() {
        return Set.copyOf(byHolder.keySet());
    }
}
