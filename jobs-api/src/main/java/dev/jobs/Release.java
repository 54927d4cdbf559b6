package dev.jobs;

import java.util.Locale;

/** The way in which it is known that a cancelled job's work has ended. */
public enum Release {
    /** The work was seen to end: its handler returned and no process of it was left, or it had never begun. */
    CONFIRMED,

    /** Nobody saw the work end: its worker was lost, or its platform cannot show every process. */
    PRESUMED;

    /** The release as it stands in JSON and in the database: its name in lower case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
