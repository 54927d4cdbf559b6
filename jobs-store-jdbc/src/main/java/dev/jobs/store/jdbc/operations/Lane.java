package dev.jobs.store.jdbc.operations;

/** A queue and a type. */
record Lane(String queue, String type) {}
