/** Checks on text and JSON that the API's own packages share and nobody else sees. */
@NullMarked
package dev.jobs.internal;

import org.jspecify.annotations.NullMarked;
