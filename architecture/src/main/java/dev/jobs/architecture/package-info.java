/** What all modules together keep to; its tests are the module. */
package dev.jobs.architecture;
