package dev.jobs.store;

public interface JobStoreProvider {}
