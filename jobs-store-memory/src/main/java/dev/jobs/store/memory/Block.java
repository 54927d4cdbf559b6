package dev.jobs.store.memory;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A few jobs in the order in which they start, each in a slot that it knows. A job that leaves does so without a trace but
 * its bit: the slot keeps its numbers, so that the slots stay in order, and nothing is moved. So how many jobs start before
 * one of them is counted in the bits alone. Guarded by the store's lock.
 */
final class Block {
    /** The most that are in it: one for each bit. */
    static final int MOST = 64;

    private static final int FIRST_ROOM = 4;

    /** Whose block this is. */
    final Lane lane;

    /** The number of blocks of its lane that are before it. */
    int ordinal;

    /** Bit i: slot i has a job. */
    private long taken;

    /** The number of slots that have numbers. */
    private int used;

    private @Nullable Entry[] entries = new Entry[FIRST_ROOM];
    private int[] priorities = new int[FIRST_ROOM];
    private long[] turns = new long[FIRST_ROOM];
    private long[] seqs = new long[FIRST_ROOM];

    Block(final Lane lane) {
        this.lane = lane;
    }

    int size() {
        return Long.bitCount(taken);
    }

    boolean isFull() {
        return size() == MOST;
    }

    /** True if another block is better for jobs that start behind all of these: to close up would gain little. */
    boolean isUsedUp() {
        return used == MOST && size() > MOST / 2;
    }

    /** True if all of these start before this one. */
    boolean endsBefore(final Entry entry) {
        return slotFor(entry) == used;
    }

    /** The one that starts before the others; there is one. */
    Entry first() {
        return entry(Long.numberOfTrailingZeros(taken));
    }

    private Entry entry(final int slot) {
        return requireNonNull(entries[slot], "a slot that is taken has a job");
    }

    /** The number of those that start before this one, which need not be among them. */
    int countBefore(final Entry entry) {
        return Long.bitCount(taken & below(entry.block == this ? entry.slot : slotFor(entry)));
    }

    private static long below(final int slot) {
        return slot == MOST ? -1L : (1L << slot) - 1;
    }

    /** The first slot whose numbers do not start before this one. */
    private int slotFor(final Entry entry) {
        int from = 0;
        int to = used;
        while (from < to) {
            final int middle = (from + to) >>> 1;
            if (entry.startsBehind(priorities[middle], turns[middle], seqs[middle])) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** The first that is of a lower priority than this one, or of the same and in a later turn. */
    Optional<Entry> firstBehind(final int priority, final long turn) {
        for (long rest = taken; rest != 0; rest &= rest - 1) {
            final Entry entry = entry(Long.numberOfTrailingZeros(rest));
            if (entry.startsBehind(priority, turn, Long.MAX_VALUE)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /** Adds one; it is not full. */
    void add(final Entry entry) {
        final int slot = slotFor(entry);
        final int free = Long.numberOfTrailingZeros(~taken & ~below(slot));
        if (free == MOST) {
            emptied().forEach(this::add);
            add(entry);
            return;
        }
        if (free == used) {
            used++;
            makeRoom();
        }
        for (int i = free; i > slot; i--) {
            put(i, entry(i - 1));
        }
        put(slot, entry);
    }

    private void makeRoom() {
        if (used > entries.length) {
            entries = Arrays.copyOf(entries, 2 * entries.length);
            priorities = Arrays.copyOf(priorities, 2 * priorities.length);
            turns = Arrays.copyOf(turns, 2 * turns.length);
            seqs = Arrays.copyOf(seqs, 2 * seqs.length);
        }
    }

    private void put(final int slot, final Entry entry) {
        entries[slot] = entry;
        priorities[slot] = entry.priority;
        turns[slot] = entry.turn;
        seqs[slot] = entry.seq;
        taken |= 1L << slot;
        entry.block = this;
        entry.slot = slot;
    }

    /** Removes one that is in it. */
    void remove(final Entry entry) {
        entries[entry.slot] = null;
        taken &= ~(1L << entry.slot);
        entry.block = null;
        if (taken == 0) {
            used = 0;
        }
    }

    /** Takes the second half out, into a block of its own. */
    Block halved() {
        final List<Entry> all = emptied();
        final Block second = new Block(lane);
        all.subList(0, all.size() / 2).forEach(this::add);
        all.subList(all.size() / 2, all.size()).forEach(second::add);
        return second;
    }

    /** All of them, in their order. */
    List<Entry> all() {
        final List<Entry> all = new ArrayList<>(size());
        for (long rest = taken; rest != 0; rest &= rest - 1) {
            all.add(entry(Long.numberOfTrailingZeros(rest)));
        }
        return all;
    }

    /** Takes all out, in their order. */
    List<Entry> emptied() {
        final List<Entry> all = new ArrayList<>(used);
        while (taken != 0) {
            final Entry first = first();
            all.add(first);
            remove(first);
        }
        return all;
    }
}
