/** Parts that adapters of stores share: the forecast, signals, durations, texts and JSON of what they keep. */
@NullMarked
package dev.jobs.store.support;

import org.jspecify.annotations.NullMarked;
