package dev.jobs.store.memory;

import java.util.Arrays;

/**
 * A few jobs in the order in which they start. Their numbers stand beside each other, so that one is found without a look
 * at the jobs themselves, unless they differ in priority. Guarded by the store's lock.
 */
final class Block {
    /** How many there are in it at most. */
    static final int MOST = 64;

    private static final int FIRST_ROOM = 4;

    private Entry[] entries = new Entry[FIRST_ROOM];
    private long[] seqs = new long[FIRST_ROOM];
    private int size;
    private int priority;
    private boolean mixed;

    int size() {
        return size;
    }

    boolean isFull() {
        return size == MOST;
    }

    Entry entry(final int index) {
        return entries[index];
    }

    /** How many start before this one, which need not be among them. */
    int countBefore(final Entry entry) {
        int from = 0;
        int to = size;
        while (from < to) {
            final int middle = (from + to) >>> 1;
            if (startsBefore(middle, entry)) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    private boolean startsBefore(final int index, final Entry entry) {
        if (mixed) {
            return entries[index].startsBefore(entry);
        }
        return priority == entry.priority ? seqs[index] < entry.seq : priority > entry.priority;
    }

    /** Adds one; there is room. */
    void add(final Entry entry) {
        final int index = countBefore(entry);
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, 2 * size);
            seqs = Arrays.copyOf(seqs, 2 * size);
        }
        System.arraycopy(entries, index, entries, index + 1, size - index);
        System.arraycopy(seqs, index, seqs, index + 1, size - index);
        entries[index] = entry;
        seqs[index] = entry.seq;
        mixed = size > 0 && (mixed || priority != entry.priority);
        priority = entry.priority;
        size++;
    }

    /** Removes one; whether it was there. */
    boolean remove(final Entry entry) {
        final int index = countBefore(entry);
        if (index == size || entries[index] != entry) {
            return false;
        }
        keepBut(index, index + 1);
        return true;
    }

    /** Takes the second half out, into a block of its own. */
    Block halved() {
        final Block second = new Block();
        final int half = size / 2;
        for (int i = half; i < size; i++) {
            second.add(entries[i]);
        }
        keepBut(half, size);
        return second;
    }

    private void keepBut(final int from, final int to) {
        System.arraycopy(entries, to, entries, from, size - to);
        System.arraycopy(seqs, to, seqs, from, size - to);
        final int left = size - (to - from);
        // Nothing else lets the collector have those that are gone.
        Arrays.fill(entries, left, size, null);
        size = left;
    }
}
