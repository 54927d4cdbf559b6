package dev.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ChaosIT {
    @Test
    void everyPromiseIsKeptWhileWorkersAndTheirDatabaseAreKilled() throws Exception {
        final Findings findings = Chaos.run(
                ChaosSettings.of(List.of("--seed", "14", "--minutes", "0.4", "--directory", "target/chaos-short")));

        System.out.println(findings);
        assertThat(findings.broken()).isEmpty();
        assertThat(findings.lost()).isZero();
        assertThat(findings.submitted()).isPositive();
        assertThat(findings.ended()).isEqualTo(findings.submitted());
        assertThat(findings.limits().starts()).isPositive();
        assertThat(findings.limits().pauses()).isPositive();
        assertThat(findings.faults().workerDeaths()).isPositive();
        assertThat(findings.faults().databaseKills()).isPositive();
        assertThat(findings.faults().failovers()).isPositive();
        assertThat(findings.faults().clockJumps()).isPositive();
    }
}
