package dev.jobs.worker.process.tree;

/** The certainty of the end of a process tree. */
public enum Death {
    /** A scan of all processes found none of the tree. */
    SEEN,
    /** Nobody saw it: this platform does not show every process, or one that was not found holds the output open. */
    PRESUMED
}
