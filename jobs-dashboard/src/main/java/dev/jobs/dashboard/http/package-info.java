/** Requests and answers: paths, parameters, refusals and the files of the pages. */
@NullMarked
package dev.jobs.dashboard.http;

import org.jspecify.annotations.NullMarked;
