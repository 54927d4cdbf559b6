package dev.jobs.examples.reports.forecast;

import com.lowagie.text.Document;
import com.lowagie.text.Element;
import com.lowagie.text.Font;
import com.lowagie.text.FontFactory;
import com.lowagie.text.PageSize;
import com.lowagie.text.Paragraph;
import com.lowagie.text.Phrase;
import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.PdfPCell;
import com.lowagie.text.pdf.PdfPTable;
import com.lowagie.text.pdf.PdfWriter;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A forecast on one page of A4. */
public final class ReportPdf {
    private static final float MARGIN = 56;
    private static final float CHART_HEIGHT = 250;
    private static final int MOST_ROWS = 10;

    private static final Color INK = new Color(0x1b1f2a);
    private static final Color SOFT_INK = new Color(0x5b6375);
    private static final Color LINE = new Color(0xdfe2ea);

    private final Forecast forecast;

    private ReportPdf(final Forecast forecast) {
        this.forecast = forecast;
    }

    /** The report as a PDF. */
    public static byte[] of(final Forecast forecast) {
        return new ReportPdf(forecast).bytes();
    }

    private byte[] bytes() {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final Document document = new Document(PageSize.A4, MARGIN, MARGIN, MARGIN, MARGIN);
        final PdfWriter writer = PdfWriter.getInstance(document, bytes);
        document.addTitle(forecast.plan().title());
        document.open();
        document.add(new Paragraph("What may become of your savings", font(FontFactory.HELVETICA_BOLD, 22, INK)));
        document.add(text(forecast.plan().title(), 13, SOFT_INK, 4));
        document.add(text(summary(), 11, INK, 14));
        final float chartTop = writer.getVerticalPosition(true) - 18;
        new FanChart(
                        forecast,
                        new Rectangle(MARGIN, chartTop - CHART_HEIGHT, PageSize.A4.getWidth() - MARGIN, chartTop))
                .draw(writer.getDirectContent());
        document.add(table(CHART_HEIGHT + 40));
        document.add(text(
                String.format(
                        Locale.ROOT,
                        "Simulated from %,d lives, before inflation, costs and taxes. An example, not advice.",
                        forecast.plan().lives()),
                9,
                SOFT_INK,
                16));
        document.close();
        return bytes.toByteArray();
    }

    private String summary() {
        final SavingsPlan plan = forecast.plan();
        return String.format(
                Locale.ROOT,
                "You pay in %,d €. In the life in the middle that is worth %s in the end; in 90 of 100 lives it is between %s and %s.",
                plan.monthly() * 12 * plan.years(),
                euros(forecast.end(), 0.5),
                euros(forecast.end(), 0.05),
                euros(forecast.end(), 0.95));
    }

    private PdfPTable table(final float spaceAbove) {
        final PdfPTable table = new PdfPTable(5);
        table.setWidthPercentage(100);
        table.setSpacingBefore(spaceAbove);
        List.of("Year", "Paid in", "5 of 100 below", "Middle", "5 of 100 above")
                .forEach(head -> table.addCell(cell(head, font(FontFactory.HELVETICA_BOLD, 9, SOFT_INK))));
        final int years = forecast.plan().years();
        final int step = (years + MOST_ROWS - 1) / MOST_ROWS;
        IntStream.rangeClosed(1, years)
                .filter(year -> (years - year) % step == 0)
                .forEach(year -> addRow(table, year));
        return table;
    }

    private void addRow(final PdfPTable table, final int year) {
        final Distribution end = forecast.yearEnds().get(year - 1);
        final Font font = font(FontFactory.HELVETICA, 10, INK);
        table.addCell(cell(String.valueOf(year), font));
        table.addCell(cell(String.format(Locale.ROOT, "%,d €", forecast.plan().monthly() * 12 * year), font));
        table.addCell(cell(euros(end, 0.05), font));
        table.addCell(cell(euros(end, 0.5), font));
        table.addCell(cell(euros(end, 0.95), font));
    }

    private static PdfPCell cell(final String text, final Font font) {
        final PdfPCell cell = new PdfPCell(new Phrase(text, font));
        cell.setBorder(Rectangle.BOTTOM);
        cell.setBorderColor(LINE);
        cell.setHorizontalAlignment(Element.ALIGN_RIGHT);
        cell.setPadding(5);
        return cell;
    }

    /** An amount with three digits that count: more would promise too much. */
    private static String euros(final Distribution distribution, final double share) {
        final double amount = distribution.quantile(share);
        final double unit = Math.pow(10, Math.max(0, Math.floor(Math.log10(amount)) - 2));
        return String.format(Locale.ROOT, "%,d €", Math.round(amount / unit) * Math.round(unit));
    }

    private static Paragraph text(final String text, final float size, final Color color, final float spaceAbove) {
        final Paragraph paragraph = new Paragraph(size * 1.5f, text, font(FontFactory.HELVETICA, size, color));
        paragraph.setSpacingBefore(spaceAbove);
        return paragraph;
    }

    private static Font font(final String name, final float size, final Color color) {
        return FontFactory.getFont(name, size, color);
    }
}
