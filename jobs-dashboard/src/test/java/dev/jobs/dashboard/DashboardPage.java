package dev.jobs.dashboard;

import dev.jobs.browser.Browser;

/**
 * The dashboard in a browser, as those who use it see it.
 *
 * @param browser the browser
 * @param server the server whose dashboard it shows
 */
record DashboardPage(Browser browser, DashboardServer server) {
    /** True in the page once it has read what it shows. */
    static final String READ = "document.querySelector('.loading') === null";

    void open(final String address) throws Exception {
        browser.navigate(server.uri("/" + address));
        browser.await(READ);
    }

    /** The first button of this name, as an expression in the page. */
    static String button(final String text) {
        return "[...document.querySelectorAll('button')].find(button => (button.ariaLabel ?? button.textContent).trim()"
                + ".startsWith('" + text + "'))";
    }

    /** Clicks on a button, once it is there. */
    void click(final String text) throws Exception {
        browser.await("!!" + button(text));
        browser.evaluate(button(text) + ".click()");
    }

    boolean isInSight(final String selector) throws Exception {
        return browser.evaluate("(box => box.top >= 0 && box.top < innerHeight)" + "(document.querySelector('"
                        + selector + "').getBoundingClientRect())")
                .asBoolean();
    }

    String text(final String selector) throws Exception {
        return browser.evaluate("document.querySelector('" + selector + "').innerText")
                .asText();
    }
}
