/** The store's side: the SPI that adapters implement and workers drive, and how a store is opened. */
@NullMarked
package dev.jobs.store;

import org.jspecify.annotations.NullMarked;
