/** Sound: reading and writing files of it, measuring, normalising, making and drawing it. All of it streams. */
@NullMarked
package dev.jobs.examples.audio.sound;

import org.jspecify.annotations.NullMarked;
