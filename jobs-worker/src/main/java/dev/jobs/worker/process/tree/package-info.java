/** The process tree of a command: which processes belong to it, and its end. */
@NullMarked
package dev.jobs.worker.process.tree;

import org.jspecify.annotations.NullMarked;
