/** The audio service: takes jobs over HTTP, runs them, and shows them on a page. */
@NullMarked
package dev.jobs.examples.audio.service;

import org.jspecify.annotations.NullMarked;
