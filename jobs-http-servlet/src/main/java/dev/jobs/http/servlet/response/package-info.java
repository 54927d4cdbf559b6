/** The answers of the servlet: their bodies, headers, entity tags and links, and what is answered when something goes wrong. */
@NullMarked
package dev.jobs.http.servlet.response;

import org.jspecify.annotations.NullMarked;
