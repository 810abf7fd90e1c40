package io.penstock.benchmark.contenders;

import java.util.Locale;

/** Every way of sending real events to a TCP port whose speed is measured. All are configured to wait for room, so none drops an event. */
public enum EventSender {
    PENSTOCK_SYSLOG("Penstock TcpAppender, RFC 5424", Contender.PENSTOCK, true),
    PENSTOCK_JSON("Penstock TcpAppender, lines, PenstockJsonEncoder", Contender.PENSTOCK, false),
    PENSTOCK_LOGSTASH("Penstock TcpAppender, lines, LogstashEncoder", Contender.PENSTOCK, false),
    LLE("LogstashTcpSocketAppender, LogstashEncoder", Contender.LOGSTASH_ASYNC, false),
    /** The rival with a buffer as large as our batches, 64 KiB; as shipped it has 8 KiB. */
    LLE_64K("LogstashTcpSocketAppender, LogstashEncoder, writeBufferSize 65536", Contender.LOGSTASH_ASYNC, false);

    private final String label;
    private final Contender library;
    private final boolean octetCounted;

    EventSender(String label, Contender library, boolean octetCounted) {
        this.label = label;
        this.library = library;
        this.octetCounted = octetCounted;
    }

    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The name for a reader. */
    public String label() {
        return label;
    }

    /** The name for a reader, with the version that was measured. */
    public String title() {
        return label + " " + library.version();
    }

    public boolean isOurs() {
        return library.isOurs();
    }

    /** Whether its records begin with their length (RFC 6587); else they end with a newline. */
    public boolean isOctetCounted() {
        return octetCounted;
    }

    /** How the name of the thread that sends begins. */
    public String threadPrefix() {
        return isOurs() ? "penstock-TCP" : "logback-appender-TCP";
    }

    /** A new subject, not yet started. */
    public TcpSubject create() {
        return new LogbackTcpSubject("events-" + id() + ".xml");
    }
}
