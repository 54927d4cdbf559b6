/** The application's worker: its properties, its handlers, its start and its close. */
@NullMarked
package dev.jobs.spring.autoconfigure.worker;

import org.jspecify.annotations.NullMarked;
