/** The store: where it is, and that its submissions join the application's transactions. */
@NullMarked
package dev.jobs.spring.autoconfigure.store;

import org.jspecify.annotations.NullMarked;
