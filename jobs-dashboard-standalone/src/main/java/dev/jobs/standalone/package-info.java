/** The operators' page alone: a program that looks at the database of a service without touching the service. */
@NullMarked
package dev.jobs.standalone;

import org.jspecify.annotations.NullMarked;
