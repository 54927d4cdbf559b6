package dev.jobs.examples.reports;

import dev.jobs.browser.Browser;

/** What a user does on the pages, and what they show; the newest report is row 0. */
final class ReportsPage {
    static final String QUICK = "50000";
    static final String LONG = "10000000";

    private final Browser browser;
    private final RunningService service;

    ReportsPage(final Browser browser, final RunningService service) {
        this.browser = browser;
        this.service = service;
    }

    /** Logs in as a user whose password is the name. */
    void logIn(final String user) throws Exception {
        browser.navigate(service.uri("/login.html"));
        submitLogIn(user, user);
        browser.await("document.getElementById('user')?.innerText === '" + user + "'");
    }

    void submitLogIn(final String user, final String password) throws Exception {
        browser.leave("""
                document.forms[0].username.value = '%s';
                document.forms[0].password.value = '%s';
                document.forms[0].requestSubmit();
                """.formatted(user, password));
    }

    void logOut() throws Exception {
        browser.leave("document.querySelector('.session button').click()");
        browser.await("document.getElementById('bye')?.hidden === false");
    }

    void order(final String lives) throws Exception {
        order("200", "30", "BALANCED", lives);
    }

    void order(final String monthly, final String years, final String risk, final String lives) throws Exception {
        final int before = reports();
        browser.evaluate("""
                {
                  const { elements } = document.getElementById('order');
                  [elements.monthly.value, elements.years.value, elements.risk.value, elements.lives.value] = ['%s', '%s', '%s', '%s'];
                  document.getElementById('order').requestSubmit();
                }
                """.formatted(monthly, years, risk, lives));
        browser.await("document.querySelectorAll('.report').length === " + (before + 1));
    }

    int reports() throws Exception {
        return browser.evaluate("document.querySelectorAll('.report').length").asInt();
    }

    /** Cancels a report, and waits until its work has stopped. */
    void cancel(final int row) throws Exception {
        browser.evaluate(inProgress(row, "cancel") + ".click()");
        browser.await(isCancelled(row));
    }

    String isReady(final int row) {
        return part(row, "download") + ".hidden === false";
    }

    String isRunning(final int row) {
        return part(row, "progress") + ".job?.status === 'processing'";
    }

    String isNext(final int row) {
        return part(row, "progress") + ".job?.queuePosition === 1";
    }

    String isCancelled(final int row) {
        return "(job => job?.status === 'cancelled' && job.finishedAt !== null)(" + part(row, "progress") + ".job)";
    }

    String part(final int row, final String name) {
        return "document.querySelectorAll('.report')[" + row + "].querySelector('[data-part=" + name + "]')";
    }

    /** A part within the element that shows the job's progress. */
    String inProgress(final int row, final String name) {
        return part(row, "progress") + ".shadowRoot.querySelector('[part=" + name + "]')";
    }
}
