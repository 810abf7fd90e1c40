package io.penstock.collector.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a data directory from the first byte to the last. Changes nothing. */
public final class DataCheck {

    /**
     * What was found in a segment.
     *
     * @param isDamage false: it is right, or ends in a batch that may be under way
     */
    public record Finding(TopicName topic, String segment, boolean isDamage, String sentence) {}

    private DataCheck() {}

    /**
     * One finding for each segment.
     *
     * @throws IOException if there is no log in the directory, or it cannot be read
     */
    public static List<Finding> of(FileStore files, Path directory) throws IOException {
        if (files instanceof DiskFiles && !DataDirectory.isThere(directory)) {
            throw new IOException("--data=" + directory + " holds no log; name the directory that serve was given");
        }
        List<Finding> findings = new ArrayList<>();
        try (DataDirectory data = DataDirectory.view(files, directory)) {
            for (TopicLog log : data.topics()) {
                for (Segment segment : log.segments()) {
                    findings.add(check(log, segment));
                }
            }
        }
        return findings;
    }

    private static Finding check(TopicLog log, Segment segment) throws IOException {
        boolean newest = segment.end() == log.end();
        long[] counts = new long[2];
        LogFile file = segment.acquire();
        try {
            SegmentScan scan = SegmentScan.whole(segment, file, header -> {
                counts[0]++;
                counts[1] += header.count();
            });
            String name = log.topic() + "/" + segment.path().getFileName();
            String counted = counts[0] + " batches with " + counts[1] + " messages";
            if (scan.end() < segment.end()) {
                return new Finding(
                        log.topic(),
                        name,
                        true,
                        name + ": damaged at byte " + scan.position() + ", offset " + scan.end() + ": " + scan.wrong()
                                + "; before it " + counted);
            }
            String tail = newest && scan.wrong() != null
                    ? "; behind them " + (file.size() - scan.position())
                            + " bytes of a batch that is under way or was cut off by a crash"
                    : "";
            return new Finding(log.topic(), name, false, name + ": " + counted + tail);
        } finally {
            segment.release();
        }
    }
}
