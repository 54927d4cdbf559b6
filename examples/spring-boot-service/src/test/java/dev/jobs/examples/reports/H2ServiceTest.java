package dev.jobs.examples.reports;

class H2ServiceTest extends ServiceTests {
    @Override
    RunningService start() {
        return RunningService.onH2();
    }
}
