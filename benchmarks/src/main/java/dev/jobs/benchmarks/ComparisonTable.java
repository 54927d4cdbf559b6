package dev.jobs.benchmarks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A table in Markdown of this library's figures, each beside the best rival's and bare SQL's of the same run. */
final class ComparisonTable {
    static final List<String> RIVALS = List.of("graphile-worker", "db-scheduler", "jobrunr", "pg-boss");

    private final List<Row> rows = new ArrayList<>();

    /** Adds the row of one figure, whose name is that of a contender and this ending; a figure that was not measured has none. */
    Row row(final String label, final Map<String, Double> figures, final String own, final String ending) {
        final Row row = new Row(label, figures, own, ending);
        if (figures.containsKey(own + ending)) {
            rows.add(row);
        }
        return row;
    }

    int size() {
        return rows.size();
    }

    String markdown() {
        return "| | this library | best rival | … ratio | bare SQL | … ratio |\n|---|---|---|---|---|---|\n"
                + rows.stream().map(Row::markdown).collect(Collectors.joining("\n"));
    }

    /** One figure and those beside it. */
    static final class Row {
        private final String label;
        private final Map<String, Double> figures;
        private final String own;
        private final String ending;
        private Optional<String> rival = Optional.empty();
        private Optional<String> sql = Optional.empty();

        private Row(final String label, final Map<String, Double> figures, final String own, final String ending) {
            this.label = label;
            this.figures = figures;
            this.own = own;
            this.ending = ending;
        }

        Row besideMostOf(final List<String> rivals) {
            return beside(rivals, Comparator.reverseOrder());
        }

        Row besideLeastOf(final List<String> rivals) {
            return beside(rivals, Comparator.naturalOrder());
        }

        private Row beside(final List<String> rivals, final Comparator<Double> order) {
            rival = rivals.stream()
                    .filter(name -> figures.containsKey(name + ending))
                    .min(Comparator.comparing(name -> figure(name + ending), order));
            return this;
        }

        Row besideSql(final String name) {
            sql = Optional.of(name).filter(figures::containsKey);
            return this;
        }

        private double figure(final String name) {
            return Optional.ofNullable(figures.get(name)).orElseThrow();
        }

        private String markdown() {
            final double value = figure(own + ending);
            return String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %s |",
                    label,
                    text(value),
                    rival.map(name -> name + " " + text(figure(name + ending))).orElse(""),
                    rival.map(name -> text(value / figure(name + ending))).orElse(""),
                    sql.map(name -> text(figure(name))).orElse(""),
                    sql.map(name -> text(value / figure(name))).orElse(""));
        }

        private static String text(final double value) {
            return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%,.0f", value);
        }
    }
}
