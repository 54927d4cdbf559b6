package dev.jobs.examples.reports.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.parser.PdfTextExtractor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final SavingsPlan PLAN = new SavingsPlan(100, 10, Risk.BALANCED, 20_000);

    @Test
    void theLifeInTheMiddleHasAboutTheMeanReturnAndTheOthersLieAround() {
        final Distribution end = Simulation.of(PLAN, percent -> {}).end();

        // 100 a month at 4.5 % are 15,150 after 10 years, and the middle is a little below the mean.
        assertThat(end.quantile(0.5)).isCloseTo(14_900, within(300.0));
        assertThat(end.quantile(0.05)).isBetween(9_000.0, 12_000.0);
        assertThat(end.quantile(0.95)).isBetween(18_000.0, 23_000.0);
    }

    @Test
    void theSamePlanAlwaysMeetsTheSameLuck() {
        final Distribution first = Simulation.of(PLAN, percent -> {}).end();
        final Distribution second = Simulation.of(PLAN, percent -> {}).end();

        assertThat(second.quantile(0.37)).isEqualTo(first.quantile(0.37));
    }

    @Test
    void progressRisesAndMayEndIt() {
        final List<Double> told = new ArrayList<>();

        assertThatThrownBy(() -> Simulation.of(PLAN, percent -> {
                    told.add(percent);
                    if (percent >= 50) {
                        throw new CancellationException();
                    }
                }))
                .isInstanceOf(CancellationException.class);

        assertThat(told).hasSize(11).isSorted().startsWith(0.0).endsWith(50.0);
    }

    @Test
    void theReportIsOnePageThatSaysWhatThePlanIs() throws Exception {
        final PdfReader pdf = new PdfReader(ReportPdf.of(Simulation.of(PLAN, percent -> {})));

        assertThat(pdf.getNumberOfPages()).isEqualTo(1);
        assertThat(new PdfTextExtractor(pdf).getTextFromPage(1))
                .contains("100 € a month for 10 years, balanced", "12,000 €", "20,000 lives");
    }

    @Test
    void aPlanThatTakesTooLongIsRefused() {
        assertThatThrownBy(() -> new SavingsPlan(100, 10, Risk.BOLD, 100_000_000))
                .hasMessage("lives is from 1000 to 50000000, but this is 100000000");
    }
}
