package io.penstock.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.CoreConstants;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.joran.spi.DefaultClass;
import ch.qos.logback.core.net.ssl.SSLComponent;
import ch.qos.logback.core.net.ssl.SSLConfiguration;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import io.penstock.AsyncConfig;
import io.penstock.Delivery;
import io.penstock.LoadBalancing;
import io.penstock.ProbeChoice;
import io.penstock.SenderStats;
import io.penstock.TcpConfig;
import io.penstock.context.ContextCarriers;
import io.penstock.freeze.Freezer;
import io.penstock.host.SendingRing;
import io.penstock.logback.capture.EventSlot;
import io.penstock.logback.capture.Recipients;
import io.penstock.logback.capture.SlotView;
import io.penstock.logback.encode.EventText;
import io.penstock.logback.encode.MessageText;
import io.penstock.net.TlsEngines;
import io.penstock.sink.Announcer;
import io.penstock.tcp.TcpSink;
import io.penstock.wire.RecordEncoder;
import io.penstock.wire.choice.ChosenProtocol;
import io.penstock.wire.choice.Protocols;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends events over a TCP connection that it keeps up, from a thread of its own. Safe for any thread once started;
 * configured by one thread, as Logback does.
 *
 * <pre>{@code
 * <appender name="TCP" class="io.penstock.logback.TcpAppender">
 *   <destination>loghost:2514</destination>
 *   <protocol>relp</protocol>
 *   <delivery>acked</delivery>
 * </appender>
 * }</pre>
 *
 * <p>What each {@code delivery} promises stands in docs/tcp.md. Whatever the network does, a caller meets nothing but the
 * ring and its overflow policy. What became of the events: {@link #getBooks()}, {@link #getSenderStats()}.
 */
public final class TcpAppender extends RingAppender implements SSLComponent {

    private final TcpConfig.Builder sender = TcpConfig.builder();
    private final ChosenProtocol protocol;
    /** Of the last run that is over. */
    private volatile SenderStats past = SenderStats.empty();

    private @Nullable Encoder<ILoggingEvent> encoder;
    private @Nullable SSLConfiguration ssl;

    /** To be configured by the setters, and then started. */
    public TcpAppender() {
        this(Protocols.ALL);
    }

    /** With other protocols to choose from. */
    TcpAppender(Protocols protocols) {
        protocol = new ChosenProtocol(protocols);
    }

    @Override
    List<String> problems() {
        List<String> problems = new ArrayList<>(sender.problems());
        if (settings().isMisread("protocol")) {
            // Whatever does not go with the default says nothing about the one that was meant.
            return problems;
        }
        problems.addAll(protocol.problems());
        if (protocol.isTextOnly() && encoder == null) {
            problems.add("protocol=" + protocol.name()
                    + " needs an encoder; add <encoder> or <layout>, or use protocol=syslog");
        }
        problems.addAll(protocol.misfits());
        if (problems.isEmpty()) {
            problems.addAll(TcpSink.problems(sender.build(), protocol.open()));
        }
        return problems;
    }

    @Override
    @Nullable
    Object written() {
        return encoder;
    }

    @Override
    RingOutput open(AsyncConfig config, Freezer freezer) throws GeneralSecurityException {
        Encoder<ILoggingEvent> records = encoder;
        if (records != null && !records.isStarted()) {
            records.start();
        }
        Recipients recipients = new SentEvents(getContext(), freezer);
        PartsBehind parts = PartsBehind.of(records, getContext());
        adviseOnCallerData(parts, "");
        ContextCarriers carriers = CarriedContext.carriers(settings().carryContext, List.of(parts), this::addWarn);
        RecordEncoder<EventSlot> events = protocol.records(
                new LoggedEvents(
                        records == null ? new MessageText() : EventText.by(records, false),
                        new SlotView(recipients, settings().includeCallerData),
                        getContext()),
                nameOf(getContext()));
        Announcer announcer = new Statuses(this);
        TlsEngines tls = ssl == null ? null : LogbackTls.reloaded(ssl, this, announcer);
        SendingRing<EventSlot> ring = new SendingRing<>(
                config,
                "penstock-" + getName(),
                EventSlot::new,
                sender.build(),
                protocol.open(),
                events,
                tls,
                announcer);
        return new SenderOutput(ring, recipients, carriers);
    }

    /** Null if nobody has named the context: Logback calls every such one {@code default}. */
    private static @Nullable String nameOf(Context context) {
        String name = context.getName();
        return CoreConstants.DEFAULT_CONTEXT_NAME.equals(name) ? null : name;
    }

    @Nullable
    Encoder<ILoggingEvent> encoder() {
        return encoder;
    }

    /** What the sender has done since the last start: one consistent snapshot. Before the first start all zero. */
    public SenderStats getSenderStats() {
        return output() instanceof SenderOutput present ? present.sender().stats() : past;
    }

    @Override
    void letGo(RingOutput output) {
        if (output instanceof SenderOutput ended) {
            past = ended.sender().stats();
        }
    }

    // --- Settings: names and defaults as in docs/tcp.md ---

    /** Repeatable: where to send, one {@code host:port} each; those after the first are used while it does not answer. */
    public void addDestination(String hostAndPort) {
        sender.destination(hostAndPort);
    }

    /** {@code lines} (default), {@code syslog} or {@code relp}. */
    public void setProtocol(String name) {
        settings().read("protocol", name, word -> word, protocol::choose);
    }

    /**
     * For {@code lines}: {@code newline} (default), {@code nul}, {@code lengthPrefix4} or {@code octetCounting}; for {@code
     * syslog}: {@code octetCounting} (default) or {@code newline}, where line ends inside a message become {@code #012}.
     */
    public void setFraming(String name) {
        set("framing", name);
    }

    /** {@code bestEffort}, {@code replay} or {@code acked}; default {@code acked} with {@code relp}, else {@code replay}. */
    public void setDelivery(String name) {
        settings().read("delivery", name, Delivery::parse, sender::delivery);
    }

    /** With {@code replay}: what is sent again besides what the kernel may hold; default 128KB. */
    public void setTailBytes(FileSize bytes) {
        sender.tailBytes(bytes.getSize());
    }

    /** What makes a record of an event. With {@code syslog} and {@code relp} it makes the message; default there: its text. */
    public void setEncoder(Encoder<ILoggingEvent> encoder) {
        this.encoder = encoder;
    }

    /** As {@link #setEncoder}, in UTF-8. */
    public void setLayout(Layout<ILoggingEvent> layout) {
        LayoutWrappingEncoder<ILoggingEvent> wrapping = new LayoutWrappingEncoder<>();
        wrapping.setContext(getContext());
        wrapping.setCharset(StandardCharsets.UTF_8);
        wrapping.setLayout(layout);
        encoder = wrapping;
    }

    @Override
    public @Nullable SSLConfiguration getSsl() {
        return ssl;
    }

    /**
     * {@code <ssl>}: send over TLS; Logback's own element. The host's name is verified unless it says otherwise; without a
     * protocol a {@link TlsConfiguration} offers TLS 1.3 and 1.2.
     */
    @Override
    @DefaultClass(TlsConfiguration.class)
    public void setSsl(SSLConfiguration ssl) {
        this.ssl = ssl;
    }

    /** Default 5 seconds, for the look-up of a name and for each connection attempt. */
    public void setConnectTimeout(Duration longest) {
        sender.connectTimeout(Settings.toJava(longest));
    }

    /** How long bytes may wait and the peer take none; default 10 seconds. */
    public void setWriteTimeout(Duration longest) {
        sender.writeTimeout(Settings.toJava(longest));
    }

    /** How long a record may wait for its acknowledgement; default 10 seconds. */
    public void setAckTimeout(Duration longest) {
        sender.ackTimeout(Settings.toJava(longest));
    }

    /** Shortest time between two connection attempts; default 20 milliseconds, doubled at each failure, with jitter. */
    public void setBackoff(Duration shortest) {
        sender.backoff(Settings.toJava(shortest));
    }

    /** Longest time between two connection attempts; default 30 seconds. */
    public void setMaxBackoff(Duration longest) {
        sender.maxBackoff(Settings.toJava(longest));
    }

    /** After how long the first destination is tried again while another one is in use; default 1 minute. */
    public void setFailbackAfter(Duration wait) {
        sender.failbackAfter(Settings.toJava(wait));
    }

    /** After how long without a record the connection is ended in good order; default: never. */
    public void setIdleClose(Duration idle) {
        sender.idleClose(Settings.toJava(idle));
    }

    /** After how long the connection is ended in good order whatever it carries; default: never. */
    public void setMaxConnectionAge(Duration age) {
        sender.maxConnectionAge(Settings.toJava(age));
    }

    /** {@code failover} (default), or {@code roundRobin}: the next destination at each new connection. */
    public void setLoadBalancing(String name) {
        settings().read("loadBalancing", name, LoadBalancing::parse, sender::loadBalancing);
    }

    /** Bytes that may be sent and unconfirmed, or wait to be sent, outside the ring; default 8MB. */
    public void setMaxInFlightBytes(FileSize bytes) {
        sender.maxInFlightBytes(bytes.getSize());
    }

    /** Bytes handed to the connection at a time; default 64KB. */
    public void setMaxBatchBytes(FileSize bytes) {
        sender.maxBatchBytes((int) Math.min(bytes.getSize(), Integer.MAX_VALUE));
    }

    /**
     * Bytes of a record with its frame; default 60,000. A longer one is shortened, first its stack trace, then its
     * message, then the rest, and says so; see docs/protocols.md.
     */
    public void setMaxRecordBytes(FileSize bytes) {
        sender.maxRecordBytes((int) Math.min(bytes.getSize(), Integer.MAX_VALUE));
    }

    /**
     * A record at which connections end is set aside and tried again alone; it is given up after so many tries that the
     * receiver ended while it took others in between. Default 8; 0: never.
     */
    public void setMaxResends(int tries) {
        sender.maxResends(tries);
    }

    /** How the connection's state is read: {@code auto} (default), {@code read}, {@code tcpInfo} or {@code proc}. */
    public void setStateProbe(String name) {
        settings().read("stateProbe", name, ProbeChoice::parse, sender::stateProbe);
    }

    /** For {@code syslog} and {@code relp}: {@code user} (default), {@code daemon}, {@code local0} and so on. */
    public void setFacility(String word) {
        set("facility", word);
    }

    /** For {@code syslog} and {@code relp}: APP-NAME; default: the name of Logback's context if it has one, else java. */
    public void setAppName(String name) {
        set("appName", name);
    }

    /** For {@code syslog} and {@code relp}: HOSTNAME; default: the system's own. */
    public void setHostname(String name) {
        set("hostname", name);
    }

    /** For {@code syslog} and {@code relp}: MSGID; default: none. */
    public void setMsgid(String id) {
        set("msgid", id);
    }

    /** For {@code syslog} and {@code relp}: the name of our structured data; default {@code penstock@32473}. */
    public void setSdId(String id) {
        set("sdId", id);
    }

    /** For {@code syslog} and {@code relp}: {@code rfc5424} (default) or {@code rfc3164}, for receivers that know nothing else. */
    public void setSyslogFormat(String name) {
        set("syslogFormat", name);
    }

    /**
     * For {@code syslog} and {@code relp}, whether the text is preceded by the mark of UTF-8: {@code auto} (default: if it is
     * not all ASCII, and not JSON), {@code never} or {@code always}.
     */
    public void setBom(String name) {
        set("bom", name);
    }

    private void set(String setting, String word) {
        settings().read(setting, word, text -> text, text -> protocol.set(setting, text));
    }
}
