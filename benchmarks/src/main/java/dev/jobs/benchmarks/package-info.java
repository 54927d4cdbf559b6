/** The benchmarks: {@link dev.jobs.benchmarks.Benchmarks} runs one benchmark by its name. */
@NullMarked
package dev.jobs.benchmarks;

import org.jspecify.annotations.NullMarked;
