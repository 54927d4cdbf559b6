package dev.jobs.http.servlet.response;

/** Something that a request's sender may do with a job beyond polling it. */
public enum JobRight {
    CANCEL,
    READ_LOG,
    RERUN
}
