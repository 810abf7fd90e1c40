package io.penstock;

import java.util.List;
import java.util.Map;

/**
 * The figures of one appender from its start to its stop: counters, gauges, timers and the settings in use. Safe for any
 * thread. JMX shows the same ones; docs/figures.md lists them.
 *
 * <p>Whoever keeps this keeps neither the appender nor its ring. After the stop the last values stay.
 */
public interface Figures {

    /** The class of the appender or handler, for instance {@code TcpAppender}. */
    String type();

    /** The name of the appender or handler, as it is configured. Others may have the same one. */
    String name();

    /** What there is to read; always the same figures, in the same order. */
    List<Figure> list();

    /**
     * All values in the order of {@link #list}, of one moment as far as the books go: they balance. What type each has is
     * said by its {@link Figure.Kind}.
     */
    Map<Figure, Object> read();

    /**
     * The present value of a counter or gauge.
     *
     * @throws IllegalArgumentException if it is none of this appender's counters and gauges
     */
    default long number(Figure figure) {
        if (read().get(figure) instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException(figure.name() + " is no counter or gauge of " + type() + " " + name());
    }

    /**
     * The present value of a timer.
     *
     * @throws IllegalArgumentException if it is none of this appender's timers
     */
    default Timing timing(Figure figure) {
        if (read().get(figure) instanceof Timing timing) {
            return timing;
        }
        throw new IllegalArgumentException(figure.name() + " is no timer of " + type() + " " + name());
    }
}
