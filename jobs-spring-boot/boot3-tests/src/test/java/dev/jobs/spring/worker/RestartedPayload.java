package dev.jobs.spring.worker;

/**
 * A payload whose class is loaded again at each restart.
 *
 * @param text is handled
 */
public record RestartedPayload(String text) {}
