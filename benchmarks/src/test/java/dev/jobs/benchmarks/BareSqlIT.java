package dev.jobs.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BareSqlIT {
    @Test
    void yardstickDoesAllOfItsWork(@TempDir final Path folder) throws InterruptedException {
        final Options options =
                new Options(Map.of("json", folder.resolve("lines").toString()));
        try (Output output = Output.of("smoke", options);
                Server server = Server.start(output)) {
            for (final BareSql sql : BareSql.values()) {
                final double rate = sql.drain(server, 3_000);

                assertThat(rate).isPositive();
            }
        }
    }
}
