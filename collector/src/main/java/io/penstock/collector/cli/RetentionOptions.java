package io.penstock.collector.cli;

import io.penstock.collector.log.Retention;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long records are kept. */
final class RetentionOptions {

    @Option(
            names = "--keep",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "delete files of the log whose last record came longer ago; e.g. 7d (never)")
    private @Nullable Duration keep;

    @Option(
            names = "--keep-bytes",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "delete a topic's oldest files when it is larger; e.g. 10GB (never)")
    private @Nullable Long keepBytes;

    @Option(
            names = "--lagging-readers",
            paramLabel = "WHAT",
            defaultValue = "pass",
            description =
                    "what happens to files that are to be deleted and that a reader with a checkpoint has not read: pass (they are deleted; what the reader misses is recorded), or wait (${DEFAULT-VALUE})")
    private String laggingReaders = "pass";

    @Option(
            names = "--wait-bytes",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "with --lagging-readers=wait: the size of all topics up to which a reader is waited for")
    private @Nullable Long waitBytes;

    Retention retention() {
        return new Retention(keep, keepBytes == null ? Long.MAX_VALUE : keepBytes);
    }

    /** 0: no reader is waited for. */
    long waitBytes() {
        return laggingReaders.equals("wait") && waitBytes != null ? waitBytes : 0;
    }

    /** @throws IllegalArgumentException that names the setting */
    void check(long segmentBytes) {
        if (keepBytes != null && keepBytes < segmentBytes) {
            throw new IllegalArgumentException("--keep-bytes=" + keepBytes + " is less than one file, --segment-bytes="
                    + segmentBytes + "; raise the one or lower the other");
        }
        if (!laggingReaders.equals("pass") && !laggingReaders.equals("wait")) {
            throw new IllegalArgumentException("--lagging-readers=" + laggingReaders + " is unknown; use pass or wait");
        }
        boolean waits = laggingReaders.equals("wait");
        if (waits && waitBytes == null) {
            throw new IllegalArgumentException(
                    "--lagging-readers=wait needs --wait-bytes: how large all topics may become meanwhile");
        }
        if (!waits && waitBytes != null) {
            throw new IllegalArgumentException("--wait-bytes=" + waitBytes
                    + " has no meaning with --lagging-readers=pass; say wait, or leave it out");
        }
    }
}
