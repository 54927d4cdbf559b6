package dev.jobs.dashboard;

/**
 * Is told of each action on the dashboard, as for an audit log. It is called on the request's thread, after the action and before its
 * answer: safe to share between threads. What it throws is logged and changes nothing.
 */
@FunctionalInterface
public interface DashboardListener {
    /** An action was done, had no effect, or was refused. */
    void onAction(DashboardAction action);
}
