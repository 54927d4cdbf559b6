package dev.jobs.examples.reports.forecast;

import com.lowagie.text.FontFactory;
import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.BaseFont;
import com.lowagie.text.pdf.PdfContentByte;
import java.awt.Color;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/** A chart of what the savings are worth over the years: a wide band, a narrower one, the middle, and what was paid in. */
final class FanChart {
    private static final Color WIDE = new Color(0xdbe7fd);
    private static final Color NARROW = new Color(0xaecbfb);
    private static final Color MIDDLE = new Color(0x1f55bd);
    private static final Color PAID = new Color(0x7a5200);
    private static final Color GRID = new Color(0xdfe2ea);
    private static final Color LABELS = new Color(0x5b6375);
    private static final float LABEL_WIDTH = 58;
    private static final float LABEL_HEIGHT = 16;
    private static final float LABEL_SIZE = 8;

    private final Forecast forecast;
    private final Rectangle area;
    private final double most;
    private final BaseFont font = FontFactory.getFont(FontFactory.HELVETICA).getCalculatedBaseFont(false);

    FanChart(final Forecast forecast, final Rectangle area) {
        this.forecast = forecast;
        this.area = area;
        this.most = Math.max(forecast.end().quantile(0.95), paidIn(years())) * 1.05;
    }

    void draw(final PdfContentByte canvas) {
        canvas.saveState();
        drawGrid(canvas);
        drawBand(canvas, WIDE, year -> quantile(year, 0.05), year -> quantile(year, 0.95));
        drawBand(canvas, NARROW, year -> quantile(year, 0.25), year -> quantile(year, 0.75));
        drawLine(canvas, PAID, this::paidIn);
        drawLine(canvas, MIDDLE, year -> quantile(year, 0.5));
        drawKey(canvas);
        canvas.restoreState();
    }

    private void drawGrid(final PdfContentByte canvas) {
        canvas.setColorStroke(GRID);
        canvas.setLineWidth(0.6f);
        for (double amount = 0; amount < most; amount += roundStep(most / 4)) {
            canvas.moveTo(x(0), y(amount));
            canvas.lineTo(x(years()), y(amount));
            canvas.stroke();
            label(
                    canvas,
                    PdfContentByte.ALIGN_RIGHT,
                    String.format(Locale.ROOT, "%,.0f €", amount),
                    x(0) - 6,
                    y(amount) - 3);
        }
        final int step = Math.max(1, years() / 10);
        for (int year = 0; year <= years(); year += step) {
            label(canvas, PdfContentByte.ALIGN_CENTER, String.valueOf(year), x(year), area.getBottom());
        }
    }

    private void drawBand(
            final PdfContentByte canvas,
            final Color color,
            final DoubleUnaryOperator low,
            final DoubleUnaryOperator high) {
        canvas.setColorFill(color);
        canvas.moveTo(x(0), y(0));
        for (int year = 1; year <= years(); year++) {
            canvas.lineTo(x(year), y(high.applyAsDouble(year)));
        }
        for (int year = years(); year > 0; year--) {
            canvas.lineTo(x(year), y(low.applyAsDouble(year)));
        }
        canvas.closePath();
        canvas.fill();
    }

    private void drawLine(final PdfContentByte canvas, final Color color, final DoubleUnaryOperator amount) {
        canvas.setColorStroke(color);
        canvas.setLineWidth(1.8f);
        canvas.moveTo(x(0), y(0));
        for (int year = 1; year <= years(); year++) {
            canvas.lineTo(x(year), y(amount.applyAsDouble(year)));
        }
        canvas.stroke();
    }

    private void drawKey(final PdfContentByte canvas) {
        final float left = x(0) + 12;
        float top = area.getTop() - 14;
        top = drawKey(canvas, MIDDLE, "in the middle", left, top);
        top = drawKey(canvas, NARROW, "50 of 100 lives", left, top);
        top = drawKey(canvas, WIDE, "90 of 100 lives", left, top);
        drawKey(canvas, PAID, "paid in", left, top);
    }

    private float drawKey(
            final PdfContentByte canvas, final Color color, final String text, final float left, final float top) {
        canvas.setColorFill(color);
        canvas.rectangle(left, top, 10, 6);
        canvas.fill();
        label(canvas, PdfContentByte.ALIGN_LEFT, text, left + 16, top);
        return top - 13;
    }

    private void label(
            final PdfContentByte canvas, final int alignment, final String text, final float x, final float y) {
        canvas.beginText();
        canvas.setColorFill(LABELS);
        canvas.setFontAndSize(font, LABEL_SIZE);
        canvas.showTextAligned(alignment, text, x, y, 0);
        canvas.endText();
    }

    private double quantile(final double year, final double share) {
        return forecast.yearEnds().get((int) year - 1).quantile(share);
    }

    private double paidIn(final double years) {
        return forecast.plan().monthly() * 12 * years;
    }

    private int years() {
        return forecast.plan().years();
    }

    private float x(final double year) {
        return (float) (area.getLeft() + LABEL_WIDTH + year / years() * (area.getWidth() - LABEL_WIDTH));
    }

    private float y(final double amount) {
        return (float) (area.getBottom() + LABEL_HEIGHT + amount / most * (area.getHeight() - LABEL_HEIGHT));
    }

    /** The nearest amount that is 1, 2 or 5 and zeros, not lower. */
    private static double roundStep(final double least) {
        final double unit = Math.pow(10, Math.floor(Math.log10(least)));
        if (least <= unit) {
            return unit;
        }
        return least <= 2 * unit ? 2 * unit : least <= 5 * unit ? 5 * unit : 10 * unit;
    }
}
