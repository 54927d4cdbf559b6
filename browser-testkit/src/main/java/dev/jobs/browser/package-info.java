/** A real Chromium for tests of what users see. */
@NullMarked
package dev.jobs.browser;

import org.jspecify.annotations.NullMarked;
