/** Poll and cancel over HTTP: a servlet, and who may use it. */
@NullMarked
package dev.jobs.http.servlet;

import org.jspecify.annotations.NullMarked;
