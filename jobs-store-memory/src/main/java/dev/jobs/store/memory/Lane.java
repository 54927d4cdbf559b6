package dev.jobs.store.memory;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The waiting jobs of one queue and type, in the order in which they start: a treap whose nodes are the entries
 * themselves, each with the size of its subtree. Adding, removing and counting what is ahead take logarithmic time.
 *
 * <p>The heap order comes from a hash of the entry's number, which is as good as random and needs no field. Seidel and
 * Aragon, "Randomized Search Trees", 1996. Guarded by the store's lock.
 */
final class Lane {
    private @Nullable Entry root;

    boolean isEmpty() {
        return root == null;
    }

    int size() {
        return size(root);
    }

    void add(final Entry entry) {
        entry.left = null;
        entry.right = null;
        entry.size = 1;
        root = inserted(root, entry);
    }

    /** Removes an entry that is in the lane. */
    void remove(final Entry entry) {
        root = removed(root, entry);
        entry.left = null;
        entry.right = null;
    }

    Optional<Entry> first() {
        Entry node = root;
        while (node != null && node.left != null) {
            node = node.left;
        }
        return Optional.ofNullable(node);
    }

    /** How many entries start before this one, which need not be in the lane. */
    int countBefore(final Entry entry) {
        int before = 0;
        Entry node = root;
        while (node != null) {
            if (node.startsBefore(entry)) {
                before += size(node.left) + 1;
                node = node.right;
            } else {
                node = node.left;
            }
        }
        return before;
    }

    private static Entry inserted(final @Nullable Entry node, final Entry entry) {
        if (node == null) {
            return entry;
        }
        if (heapRank(entry) > heapRank(node)) {
            split(node, entry);
            return resized(entry);
        }
        if (entry.startsBefore(node)) {
            node.left = inserted(node.left, entry);
        } else {
            node.right = inserted(node.right, entry);
        }
        return resized(node);
    }

    /** Makes what is before the pivot its left subtree, and the rest its right one. */
    private static void split(final @Nullable Entry node, final Entry pivot) {
        if (node == null) {
            pivot.left = null;
            pivot.right = null;
        } else if (node.startsBefore(pivot)) {
            split(node.right, pivot);
            node.right = pivot.left;
            pivot.left = resized(node);
        } else {
            split(node.left, pivot);
            node.left = pivot.right;
            pivot.right = resized(node);
        }
    }

    private static @Nullable Entry removed(final @Nullable Entry node, final Entry entry) {
        if (node == null) {
            throw new IllegalStateException("job " + entry.id + " is not waiting in its lane");
        }
        if (node == entry) {
            return merged(node.left, node.right);
        }
        if (entry.startsBefore(node)) {
            node.left = removed(node.left, entry);
        } else {
            node.right = removed(node.right, entry);
        }
        return resized(node);
    }

    private static @Nullable Entry merged(final @Nullable Entry before, final @Nullable Entry after) {
        if (before == null) {
            return after;
        }
        if (after == null) {
            return before;
        }
        if (heapRank(before) > heapRank(after)) {
            before.right = merged(before.right, after);
            return resized(before);
        }
        after.left = merged(before, after.left);
        return resized(after);
    }

    private static Entry resized(final Entry node) {
        node.size = size(node.left) + size(node.right) + 1;
        return node;
    }

    private static int size(final @Nullable Entry node) {
        return node == null ? 0 : node.size;
    }

    private static long heapRank(final Entry entry) {
        long bits = entry.seq * 0x9E37_79B9_7F4A_7C15L;
        bits = (bits ^ (bits >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
        return bits ^ (bits >>> 32);
    }
}
