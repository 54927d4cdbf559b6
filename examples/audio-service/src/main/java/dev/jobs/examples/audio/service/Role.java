package dev.jobs.examples.audio.service;

/** The role of one process of the service. */
enum Role {
    /** Takes requests and runs jobs. */
    ALL,
    /** Takes requests; jobs run in other processes. */
    WEB,
    /** Runs jobs that other processes took. */
    WORKER;

    boolean servesWeb() {
        return this != WORKER;
    }

    boolean runsJobs() {
        return this != WEB;
    }
}
