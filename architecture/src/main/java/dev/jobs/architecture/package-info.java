/** The rules that all modules together keep; the module is its tests. */
package dev.jobs.architecture;
