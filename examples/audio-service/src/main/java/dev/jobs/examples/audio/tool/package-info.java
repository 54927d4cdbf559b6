/** The audio tool: the command-line program that does the service's work in child processes. */
@NullMarked
package dev.jobs.examples.audio.tool;

import org.jspecify.annotations.NullMarked;
