package io.penstock.benchmark.figures;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** Latencies on their way from the measuring process to the report. */
public final class Histograms {

    private static final double NANOS_PER_MICRO = 1_000;

    private Histograms() {}

    public static Histogram read(Path file) throws IOException {
        try {
            return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(Files.readAllBytes(file)), 0);
        } catch (DataFormatException e) {
            throw new IOException(file.getFileName() + " is not a histogram", e);
        }
    }

    public static void write(Path file, Histogram latency) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(latency.getNeededByteBufferCapacity());
        int length = latency.encodeIntoCompressedByteBuffer(buffer);
        Files.write(file, Arrays.copyOf(buffer.array(), length));
    }

    /** As text, in microseconds, for whoever wants to look closer. */
    public static void keep(Path file, Histogram latency) throws IOException {
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            latency.outputPercentileDistribution(out, NANOS_PER_MICRO);
        }
    }
}
