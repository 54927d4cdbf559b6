package dev.jobs.watch;

/**
 * A watcher that also wants to know when its job has logged something, which changes nothing of the job itself. The logs of all
 * jobs that are watched so are looked at together: each poll interval one more call of the store for every thousand of them.
 */
public interface LogWatcher extends Watcher {
    /**
     * Takes the number of the newest line that the job has logged: at each poll, whether it is another or not, and after the job was
     * shown. So if the job had ended by then, it logs no line that is newer.
     *
     * @param newest the number of the line; 0 if it has logged none
     */
    void logged(long newest);
}
