package io.penstock.benchmark.contenders;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Every way of logging over TCP that is measured, by the id that command lines and result files use. */
public enum TcpContender {
    PENSTOCK_ACKED("penstock-acked", "Penstock TcpAppender, relp, acked", Contender.PENSTOCK, "relp"),
    PENSTOCK_REPLAY("penstock-replay", "Penstock TcpAppender, lines, replay", Contender.PENSTOCK, "lines"),
    PENSTOCK_BEST_EFFORT(
            "penstock-best-effort", "Penstock TcpAppender, lines, bestEffort", Contender.PENSTOCK, "lines"),
    LOGSTASH("lle", "LogstashTcpSocketAppender", Contender.LOGSTASH_ASYNC, "lines"),
    LOG4J("log4j2", "Log4j2 Socket appender", Contender.LOG4J_ASYNC, "lines");

    private final String id;
    private final String label;
    private final Contender library;
    private final String protocol;

    TcpContender(String id, String label, Contender library, String protocol) {
        this.id = id;
        this.label = label;
        this.library = library;
        this.protocol = protocol;
    }

    public String id() {
        return id;
    }

    /** The name for a reader, with the version that was measured. */
    public String title() {
        return label + " " + library.version();
    }

    /** What the receiver must speak. */
    public String protocol() {
        return protocol;
    }

    /** A new subject, not yet started. */
    public TcpSubject create() {
        return this == LOG4J ? new Log4jTcpSubject() : new LogbackTcpSubject("tcp-" + id + ".xml");
    }

    /** Reads {@code all} or a comma-separated list of ids; the order of the list is the order of the runs. */
    public static List<TcpContender> parse(String ids) {
        return ids.equals("all")
                ? List.of(values())
                : Arrays.stream(ids.split(","))
                        .map(String::strip)
                        .map(TcpContender::byId)
                        .toList();
    }

    public static TcpContender byId(String id) {
        return Arrays.stream(values())
                .filter(contender -> contender.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("subjects=" + id + " is unknown; use all or some of "
                        + Arrays.stream(values()).map(TcpContender::id).collect(Collectors.joining(","))));
    }
}
