/** The answers of {@link dev.jobs.store.Operations}, and the questions that have parts. */
@NullMarked
package dev.jobs.store.operations;

import org.jspecify.annotations.NullMarked;
