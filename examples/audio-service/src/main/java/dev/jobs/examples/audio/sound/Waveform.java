package dev.jobs.examples.audio.sound;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** A picture of a piece of sound: for each column the lowest and highest sample, and inside it the mean power. */
public final class Waveform {
    /** The picture's width. */
    public static final int WIDTH = 1_600;

    /** The picture's height. */
    public static final int HEIGHT = 320;

    /** Readable on white and on black. */
    private static final Color PEAKS = new Color(0x5B, 0x9B, 0xD5, 0xB0);

    private static final Color POWER = new Color(0x2E, 0x75, 0xB6);
    private static final Color AXIS = new Color(0x80, 0x80, 0x80, 0x80);

    private final SoundFormat format;
    private final int lanes;
    private final Column[][] columns;
    private long frame;

    /** The picture of sound of this format, of which nothing has been heard: a lane for each channel up to two. */
    public Waveform(final SoundFormat format) {
        this.format = format;
        this.lanes = format.channels() == 2 ? 2 : 1;
        this.columns = new Column[lanes][WIDTH];
        for (final Column[] lane : columns) {
            for (int i = 0; i < WIDTH; i++) {
                lane[i] = new Column();
            }
        }
    }

    private static final class Column {
        private double low;
        private double high;
        private double power;
        private long count;

        void add(final double sample) {
            low = Math.min(low, sample);
            high = Math.max(high, sample);
            power += sample * sample;
            count++;
        }

        double rms() {
            return count == 0 ? 0 : Math.sqrt(power / count);
        }
    }

    /** Hears the next frames. */
    public void hear(final double[] samples, final int frames) {
        final int channels = format.channels();
        for (int i = 0; i < frames; i++) {
            final int first = column(frame);
            // Of a short sound, a frame has several columns.
            final int last = Math.max(first, column(frame + 1) - 1);
            for (int column = first; column <= last; column++) {
                for (int channel = 0; channel < channels; channel++) {
                    columns[channel % lanes][column].add(samples[i * channels + channel]);
                }
            }
            frame++;
        }
    }

    private int column(final long number) {
        return (int) (number * WIDTH / format.frames());
    }

    /** Writes the picture, a PNG with a transparent background. */
    public void write(final Path path) throws IOException {
        final BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_ARGB);
        final Graphics2D graphics = image.createGraphics();
        for (int lane = 0; lane < lanes; lane++) {
            draw(graphics, columns[lane], lane);
        }
        graphics.dispose();
        if (!ImageIO.write(image, "png", path.toFile())) {
            throw new IOException("this Java has no writer of PNG pictures");
        }
    }

    private void draw(final Graphics2D graphics, final Column[] lane, final int number) {
        final int height = HEIGHT / lanes;
        final double scale = height / 2.0 - 2;
        final int middle = number * height + height / 2;
        graphics.setColor(AXIS);
        graphics.drawLine(0, middle, WIDTH - 1, middle);
        for (int x = 0; x < WIDTH; x++) {
            final Column column = lane[x];
            graphics.setColor(PEAKS);
            line(graphics, x, middle - scale * within(column.high), middle - scale * within(column.low));
            graphics.setColor(POWER);
            line(graphics, x, middle - scale * within(column.rms()), middle + scale * within(column.rms()));
        }
    }

    private static double within(final double sample) {
        return Math.max(-1, Math.min(1, sample));
    }

    private static void line(final Graphics2D graphics, final int x, final double top, final double bottom) {
        graphics.drawLine(x, (int) Math.round(top), x, (int) Math.round(bottom));
    }
}
