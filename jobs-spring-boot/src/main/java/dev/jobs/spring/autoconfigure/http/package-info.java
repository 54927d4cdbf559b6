/** Jobs over HTTP: the servlet, who may see which job, and what submits jobs for endpoints. */
@NullMarked
package dev.jobs.spring.autoconfigure.http;

import org.jspecify.annotations.NullMarked;
