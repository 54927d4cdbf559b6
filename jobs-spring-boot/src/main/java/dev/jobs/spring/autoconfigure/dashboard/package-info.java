/** The operators' page: the servlet, and who may see and do what. */
@NullMarked
package dev.jobs.spring.autoconfigure.dashboard;

import org.jspecify.annotations.NullMarked;
