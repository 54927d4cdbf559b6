/** What the API's own packages share and nobody else sees: checks on text and JSON. */
@NullMarked
package dev.jobs.internal;

import org.jspecify.annotations.NullMarked;
