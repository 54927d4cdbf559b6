package dev.jobs.store.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The waiting jobs of one queue and type, in the order in which they start: a sorted list, cut into blocks, with a tally of
 * how many there are in each. What is ahead of a job is counted in a few places of memory, however many there are: with
 * a million it is the processor's way to memory that takes time, and a tree of them would send it there at every level.
 *
 * <p>Jobs mostly come at the end and leave at the front. So a full last block is followed by an empty one instead of being
 * halved; and blocks that have become empty stay until less than a quarter of the room is in use: then all is packed
 * again, which costs little for each job that has left. Guarded by the store's lock.
 */
final class Lane {
    private static final int SPARSE = 4;

    /** The number of entries of each priority that are looked at for the oldest. */
    private static final int FIRST = 100;

    private Block[] blocks = {new Block(this)};
    private int used = 1;

    // What separates each block from the one before: it starts before all of its own jobs, or with them.
    private int[] priorities = new int[1];
    private long[] turns = new long[1];
    private long[] seqs = new long[1];

    private FenwickTree tally = FenwickTree.of(1, block -> 0);
    private int size;

    // No block before this one has a job.
    private int front;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void add(final Entry entry) {
        int at = blockOf(entry);
        if (at == used - 1 && blocks[at].isUsedUp() && blocks[at].endsBefore(entry)) {
            append(entry);
            at = blockOf(entry);
        } else if (blocks[at].isFull()) {
            halve(at);
            at = blockOf(entry);
        }
        blocks[at].add(entry);
        tally.change(at, 1);
        size++;
        front = Math.min(front, at);
    }

    /** Removes an entry that is in the lane. */
    void remove(final Entry entry) {
        final Block block = entry.block;
        if (block == null || block.lane != this) {
            throw new IllegalStateException("job " + entry.id + " is not waiting in its lane");
        }
        block.remove(entry);
        tally.change(block.ordinal, -1);
        size--;
        if (used > SPARSE && size < used * (Block.MOST / SPARSE)) {
            pack();
        }
    }

    Optional<Entry> first() {
        if (size == 0) {
            return Optional.empty();
        }
        while (blocks[front].size() == 0) {
            front++;
        }
        return Optional.of(blocks[front].first());
    }

    /**
     * The earliest time at which one of the entries could have started, of those of each priority that start first. There is
     * one entry at least.
     */
    long oldest() {
        long oldest = Long.MAX_VALUE;
        int priority = 0;
        int left = FIRST;
        for (int at = front; at < used; at++) {
            final boolean isPassed = left == 0 && at + 1 < used && priorities[at + 1] == priority;
            for (final Entry entry : isPassed ? List.<Entry>of() : blocks[at].all()) {
                left = entry.priority == priority ? left : FIRST;
                priority = entry.priority;
                if (left > 0) {
                    left--;
                    oldest = Math.min(oldest, entry.startableSince());
                }
            }
        }
        return oldest;
    }

    /** The number of entries that start before this one, which need not be in the lane. */
    int countBefore(final Entry entry) {
        final int at = blockOf(entry);
        return tally.before(at) + blocks[at].countBefore(entry);
    }

    /** The entries that start before this one, which need not be in the lane. */
    List<Entry> before(final Entry entry) {
        final List<Entry> before = new ArrayList<>(countBefore(entry));
        final int last = blockOf(entry);
        for (int at = front; at <= last; at++) {
            blocks[at].all().stream().filter(each -> each.startsBefore(entry)).forEach(before::add);
        }
        return before;
    }

    /** The first turn behind this one in which an entry of this priority waits. */
    OptionalLong turnBehind(final int priority, final long turn) {
        int at = front;
        int to = used;
        while (at + 1 < to) {
            final int middle = (at + to) >>> 1;
            if (priorities[middle] > priority || (priorities[middle] == priority && turns[middle] <= turn)) {
                at = middle;
            } else {
                to = middle;
            }
        }
        Optional<Entry> first = Optional.empty();
        while (first.isEmpty() && at < used) {
            first = blocks[at].firstBehind(priority, turn);
            at++;
        }
        return first.filter(entry -> entry.priority == priority)
                .map(entry -> OptionalLong.of(entry.turn))
                .orElseGet(OptionalLong::empty);
    }

    /** All entries, in their order. */
    List<Entry> all() {
        final List<Entry> all = new ArrayList<>(size);
        for (int at = front; at < used; at++) {
            all.addAll(blocks[at].all());
        }
        return all;
    }

    /** The block in which this entry is, or would be: the last that does not begin behind it. */
    private int blockOf(final Entry entry) {
        final Block own = entry.block;
        if (own != null && own.lane == this) {
            return own.ordinal;
        }
        int from = 1;
        int to = used;
        while (from < to) {
            final int middle = (from + to) >>> 1;
            if (entry.startsBefore(priorities[middle], turns[middle], seqs[middle])) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from - 1;
    }

    /** Adds an empty block at the end, which this entry, behind all others, is to begin. */
    private void append(final Entry entry) {
        insert(used, new Block(this), entry);
        tally.append();
    }

    private void halve(final int at) {
        final Block second = blocks[at].halved();
        insert(at + 1, second, second.first());
        retally();
    }

    private void insert(final int at, final Block block, final Entry first) {
        if (used == blocks.length) {
            blocks = Arrays.copyOf(blocks, 2 * used);
            priorities = Arrays.copyOf(priorities, 2 * used);
            turns = Arrays.copyOf(turns, 2 * used);
            seqs = Arrays.copyOf(seqs, 2 * used);
        }
        System.arraycopy(blocks, at, blocks, at + 1, used - at);
        System.arraycopy(priorities, at, priorities, at + 1, used - at);
        System.arraycopy(turns, at, turns, at + 1, used - at);
        System.arraycopy(seqs, at, seqs, at + 1, used - at);
        blocks[at] = block;
        priorities[at] = first.priority;
        turns[at] = first.turn;
        seqs[at] = first.seq;
        used++;
        for (int i = at; i < used; i++) {
            blocks[i].ordinal = i;
        }
    }

    private void retally() {
        tally = FenwickTree.of(used, block -> blocks[block].size());
    }

    private void pack() {
        final Block[] sparse = Arrays.copyOf(blocks, used);
        blocks = new Block[] {new Block(this)};
        priorities = new int[1];
        turns = new long[1];
        seqs = new long[1];
        used = 1;
        front = 0;
        for (final Block block : sparse) {
            for (final Entry entry : block.emptied()) {
                if (blocks[used - 1].isFull()) {
                    insert(used, new Block(this), entry);
                }
                blocks[used - 1].add(entry);
            }
        }
        retally();
    }
}
