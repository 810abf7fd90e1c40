/**
 * The engine shared by Penstock's appenders: freezing, ring buffer, drain thread, books and TCP sender.
 *
 * <p>Only {@code io.penstock} is for users; the other packages serve Penstock's own host modules and may change.
 */
module io.penstock.core {
    requires transitive java.management;
    requires static org.jspecify;

    uses io.penstock.AppenderListener;
    uses io.penstock.ContextCarrier;

    exports io.penstock;
    exports io.penstock.context to
            io.penstock.logback,
            io.penstock.jul;
    exports io.penstock.host to
            io.penstock.logback,
            io.penstock.jul;
    exports io.penstock.encode to
            io.penstock.logback,
            io.penstock.jul;
    exports io.penstock.net to
            io.penstock.logback,
            io.penstock.jul;
    exports io.penstock.tcp to
            io.penstock.logback,
            io.penstock.jul;
    exports io.penstock.wire to
            io.penstock.logback,
            io.penstock.jul;
    exports io.penstock.wire.choice to
            io.penstock.logback,
            io.penstock.jul;
    exports io.penstock.freeze to
            io.penstock.logback,
            io.penstock.jul;
    exports io.penstock.ring to
            io.penstock.logback,
            io.penstock.jul;
    exports io.penstock.sink to
            io.penstock.logback,
            io.penstock.jul;
    exports io.penstock.stats to
            io.penstock.logback,
            io.penstock.jul;
    exports io.penstock.words to
            io.penstock.logback,
            io.penstock.jul;
}
