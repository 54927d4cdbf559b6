/** A store as docs/stores.md writes one, with nothing but the exported API. */
@NullMarked
package dev.jobs.store.example;

import org.jspecify.annotations.NullMarked;
