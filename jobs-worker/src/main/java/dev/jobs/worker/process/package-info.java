/** The child processes of jobs: started with a mark, followed as a tree, stopped and seen dead. */
@NullMarked
package dev.jobs.worker.process;

import org.jspecify.annotations.NullMarked;
