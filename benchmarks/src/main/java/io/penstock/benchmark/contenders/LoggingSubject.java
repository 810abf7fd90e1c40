package io.penstock.benchmark.contenders;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * One way of logging, made measurable: started into an empty directory, called, stopped, and then counted.
 *
 * <p>{@link #log} is safe for any thread; the rest belongs to the thread that runs the measurement. An instance is started
 * once.
 */
public interface LoggingSubject {

    /** The logger that every subject uses; short enough that {@code %logger{36}} prints it whole. */
    String LOGGER_NAME = "io.penstock.benchmark.orders";

    /** What the audit looks for: only a line with this text is one of ours. */
    String LINE_MARK = " processed for ";

    /** Starts logging into a file below {@code directory}, which exists and is empty. */
    void start(Path directory, SinkOptions options);

    /** Logs {@code "order {} processed for {}"} at INFO, in the notation of its host. */
    void log(int orderId, String customer);

    /**
     * Logs an event that carries this besides, which is the content that it was started with. In the MDC are the entries of the
     * thread that started it.
     */
    default void log(Content content, int orderId) {
        if (content != Content.PLAIN) {
            throw new UnsupportedOperationException(content + " is not measured here");
        }
        log(orderId, "Ada Lovelace");
    }

    /** Returns when the subject has written all that it is ever going to write. */
    void stop();

    /** The lines really found in the sink after {@link #stop}; empty for a subject that writes nothing. */
    OptionalLong linesInSink() throws IOException;
}
