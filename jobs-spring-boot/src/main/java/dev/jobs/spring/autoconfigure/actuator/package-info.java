/** The parts of the actuator that tell of jobs: health, info and an endpoint. */
@NullMarked
package dev.jobs.spring.autoconfigure.actuator;

import org.jspecify.annotations.NullMarked;
