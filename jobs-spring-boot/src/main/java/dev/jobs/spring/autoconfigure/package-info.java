/** The beans that the starter adds to an application, each unless the application has one of its own. */
@NullMarked
package dev.jobs.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
