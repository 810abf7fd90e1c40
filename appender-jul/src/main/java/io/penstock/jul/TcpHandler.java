package io.penstock.jul;

import io.penstock.AsyncConfig;
import io.penstock.SenderStats;
import io.penstock.TcpConfig;
import io.penstock.jul.settings.PropertyReader;
import io.penstock.jul.settings.SenderSettings;
import io.penstock.jul.settings.Settings;
import java.io.UnsupportedEncodingException;
import java.lang.invoke.VarHandle;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.logging.Formatter;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Sends records over a TCP connection that it keeps up, from a thread of its own. Safe for any thread.
 *
 * <pre>{@code
 * handlers = io.penstock.jul.TcpHandler
 * io.penstock.jul.TcpHandler.destination = loghost:2514
 * io.penstock.jul.TcpHandler.protocol = relp
 * io.penstock.jul.TcpHandler.delivery = acked
 * }</pre>
 *
 * <p>What each {@code delivery} promises, and all settings, stand in docs/tcp.md. Whatever the network does, a caller
 * meets nothing but the ring and its overflow policy.
 *
 * <p>Wrong settings are reported to the error manager; the handler then takes no events, and the application runs.
 *
 * <p>A subclass is configured independently, under its own class name, and needs no code.
 */
public class TcpHandler extends RingHandler {

    /**
     * The running ring. Null before it has begun, if the configuration is wrong, and after it has ended; a reader that finds
     * null looks up which of them. It is set once and never to another one.
     */
    private @Nullable SenderOutput running;

    /** Once it has ended. Written before {@link #running} is null and read after that, with a fence each. */
    private SenderStats past = SenderStats.empty();

    /**
     * Configured by the properties that begin with the name of this class. For the LogManager; also for those who make a
     * handler first and set its properties then: without property {@code destination} it begins with the first record.
     */
    @SuppressWarnings("this-escape") // Handler offers no later moment, and nothing is published before the end of it
    public TcpHandler() {
        beginIf("destination");
    }

    /** Configured by the properties that begin with {@code name}; without {@code name.destination} as above. */
    @SuppressWarnings("this-escape") // as above
    public TcpHandler(String name) {
        super(name);
        beginIf("destination");
    }

    /**
     * Configured by program: for fat jars and containers, where {@code logging.properties} cannot name our classes.
     *
     * @param settings by their names alone, for instance {@code destination}, with values as in {@code
     *     logging.properties}; one that does not exist is a wrong setting
     */
    @SuppressWarnings("this-escape") // as above
    public TcpHandler(String name, Map<String, String> settings) {
        super(name);
        hasBegun();
        running = start(reader(settings), settings.keySet());
    }

    /**
     * Configured by program, with the settings of ring and sender as they are elsewhere in Java.
     *
     * @param others what neither {@code ring} nor {@code sender} can say, {@code protocol}, {@code formatter} and {@code ssl}
     *     for instance: by their names alone, with values as in {@code logging.properties}
     * @throws IllegalArgumentException if one of the others is wrong or does not exist, or does not go with {@code sender}
     */
    @SuppressWarnings("this-escape") // as above
    public TcpHandler(String name, AsyncConfig ring, TcpConfig sender, Map<String, String> others) {
        super(name);
        hasBegun();
        PropertyReader reader = reader(others);
        SenderSettings senderSettings = SenderSettings.read(reader, sender);
        Settings settings = Settings.readForSender(reader, ring);
        reader.mustBeKnown(others.keySet());
        List<String> problems = problems(settings, senderSettings);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(name + ": " + String.join("; also: ", problems));
        }
        running = run(settings, senderSettings);
    }

    @Override
    void begin(UnaryOperator<@Nullable String> properties) {
        running = start(new PropertyReader(name, properties), Set.of());
    }

    private PropertyReader reader(Map<String, String> settings) {
        String prefix = name + ".";
        return new PropertyReader(name, key -> settings.get(key.substring(prefix.length())));
    }

    /**
     * Throws nothing.
     *
     * @param given the names of all settings, as far as they can be asked for
     */
    private @Nullable SenderOutput start(PropertyReader reader, Set<String> given) {
        try {
            SenderSettings sender = SenderSettings.read(reader);
            Settings settings = Settings.readForSender(reader);
            reader.mustBeKnown(given);
            List<String> problems = problems(settings, sender);
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("; also: ", problems));
            }
            return run(settings, sender);
        } catch (Throwable wrong) {
            refuse(wrong);
            return null;
        }
    }

    private static List<String> problems(Settings settings, SenderSettings sender) {
        List<String> problems = new ArrayList<>(settings.problems());
        problems.addAll(sender.problems());
        if (settings.encoding != null && !isUtf8(settings.encoding)) {
            problems.add("encoding=" + settings.encoding + " is not what is sent; remove it, or use UTF-8");
        }
        return problems;
    }

    private SenderOutput run(Settings settings, SenderSettings sender) {
        if (settings.levelIsSet) {
            super.setLevel(settings.level);
        }
        if (settings.filter != null) {
            super.setFilter(settings.filter);
        }
        try {
            super.setEncoding(StandardCharsets.UTF_8.name());
        } catch (UnsupportedEncodingException impossible) {
            throw new IllegalStateException("every JVM knows UTF-8", impossible);
        }
        Formatter formatter = givenFormatter() == null ? settings.formatter : givenFormatter();
        if (formatter == null && sender.protocol().isTextOnly()) {
            formatter = new SimpleFormatter();
        }
        if (formatter != null) {
            super.setFormatter(formatter);
        }
        return new SenderOutput(name, settings, sender, formatter, TcpHandler.class.getName(), this::warn);
    }

    @Override
    @Nullable
    SenderOutput running() {
        return running;
    }

    @Override
    void forget() {
        SenderOutput present = running;
        if (present != null) {
            past = present.stats();
        }
        // This fence pairs with the acquire fence in getSenderStats().
        VarHandle.releaseFence();
        running = null;
    }

    private static boolean isUtf8(String encoding) {
        return Charset.forName(encoding).equals(StandardCharsets.UTF_8);
    }

    /**
     * Takes no more events, sends those accepted, and ends the connection in good order. Waits at most {@code
     * drainTimeout} and a moment, then says what is left. Idempotent.
     */
    @Override
    public void close() {
        SenderOutput present = running;
        if (present != null) {
            present.close();
            letGoOf(present);
        } else {
            beginsNever();
        }
    }

    /**
     * Records are sent in UTF-8.
     *
     * @throws UnsupportedEncodingException if it is another, or one that nobody knows
     */
    @Override
    public void setEncoding(@Nullable String encoding) throws UnsupportedEncodingException {
        if (encoding != null && (!Charset.isSupported(encoding) || !isUtf8(encoding))) {
            throw new UnsupportedEncodingException("encoding=" + encoding + " is not what is sent; use UTF-8");
        }
    }

    /** What the sender has done: one consistent snapshot. All zero if the configuration is wrong. */
    public SenderStats getSenderStats() {
        SenderOutput present = running;
        // This fence pairs with the release fence in forget().
        VarHandle.acquireFence();
        return present == null ? past : present.stats();
    }

    /** Setting {@code destination}: {@code host:port}, several separated by commas; before the first record. */
    public void setDestination(String destination) {
        given("destination", destination);
    }

    /** Setting {@code protocol}, for instance {@code lines}; before the first record. */
    public void setProtocol(String protocol) {
        given("protocol", protocol);
    }

    /** Setting {@code framing}; before the first record. */
    public void setFraming(String framing) {
        given("framing", framing);
    }

    /** Setting {@code delivery}; before the first record. */
    public void setDelivery(String delivery) {
        given("delivery", delivery);
    }

    /** Setting {@code tailBytes}, for instance {@code 128KB}; before the first record. */
    public void setTailBytes(String tailBytes) {
        given("tailBytes", tailBytes);
    }

    /** Setting {@code connectTimeout}, for instance {@code 5 seconds}; before the first record. */
    public void setConnectTimeout(String connectTimeout) {
        given("connectTimeout", connectTimeout);
    }

    /** Setting {@code writeTimeout}, for instance {@code 10 seconds}; before the first record. */
    public void setWriteTimeout(String writeTimeout) {
        given("writeTimeout", writeTimeout);
    }

    /** Setting {@code ackTimeout}, for instance {@code 10 seconds}; before the first record. */
    public void setAckTimeout(String ackTimeout) {
        given("ackTimeout", ackTimeout);
    }

    /** Setting {@code backoff}, for instance {@code 20 milliseconds}; before the first record. */
    public void setBackoff(String backoff) {
        given("backoff", backoff);
    }

    /** Setting {@code maxBackoff}, for instance {@code 30 seconds}; before the first record. */
    public void setMaxBackoff(String maxBackoff) {
        given("maxBackoff", maxBackoff);
    }

    /** Setting {@code failbackAfter}, for instance {@code 1 minute}; before the first record. */
    public void setFailbackAfter(String failbackAfter) {
        given("failbackAfter", failbackAfter);
    }

    /** Setting {@code idleClose}, for instance {@code 5 minutes}; before the first record. */
    public void setIdleClose(String idleClose) {
        given("idleClose", idleClose);
    }

    /** Setting {@code maxConnectionAge}, for instance {@code 10 minutes}; before the first record. */
    public void setMaxConnectionAge(String maxConnectionAge) {
        given("maxConnectionAge", maxConnectionAge);
    }

    /** Setting {@code loadBalancing}: {@code failover} or {@code roundRobin}; before the first record. */
    public void setLoadBalancing(String loadBalancing) {
        given("loadBalancing", loadBalancing);
    }

    /** Setting {@code maxInFlightBytes}, for instance {@code 8MB}; before the first record. */
    public void setMaxInFlightBytes(String maxInFlightBytes) {
        given("maxInFlightBytes", maxInFlightBytes);
    }

    /** Setting {@code maxBatchBytes}, for instance {@code 64KB}; before the first record. */
    public void setMaxBatchBytes(String maxBatchBytes) {
        given("maxBatchBytes", maxBatchBytes);
    }

    /** Setting {@code maxRecordBytes}, for instance {@code 8KB}; before the first record. */
    public void setMaxRecordBytes(String maxRecordBytes) {
        given("maxRecordBytes", maxRecordBytes);
    }

    /** Setting {@code maxResends}; before the first record. */
    public void setMaxResends(int maxResends) {
        given("maxResends", maxResends);
    }

    /** Setting {@code stateProbe}; before the first record. */
    public void setStateProbe(String stateProbe) {
        given("stateProbe", stateProbe);
    }

    /** Setting {@code facility}; before the first record. */
    public void setFacility(String facility) {
        given("facility", facility);
    }

    /** Setting {@code appName}; before the first record. */
    public void setAppName(String appName) {
        given("appName", appName);
    }

    /** Setting {@code hostname}; before the first record. */
    public void setHostname(String hostname) {
        given("hostname", hostname);
    }

    /** Setting {@code msgid}; before the first record. */
    public void setMsgid(String msgid) {
        given("msgid", msgid);
    }

    /** Setting {@code sdId}; before the first record. */
    public void setSdId(String sdId) {
        given("sdId", sdId);
    }

    /** Setting {@code syslogFormat}; before the first record. */
    public void setSyslogFormat(String syslogFormat) {
        given("syslogFormat", syslogFormat);
    }

    /** Setting {@code bom}; before the first record. */
    public void setBom(String bom) {
        given("bom", bom);
    }

    /** Setting {@code ssl}; before the first record. */
    public void setSsl(boolean ssl) {
        given("ssl", ssl);
    }

    /** Setting {@code ssl.keyStore}; before the first record. */
    public void setSslKeyStore(String sslKeyStore) {
        given("ssl.keyStore", sslKeyStore);
    }

    /** Setting {@code ssl.keyStorePassword}; before the first record. */
    public void setSslKeyStorePassword(String sslKeyStorePassword) {
        given("ssl.keyStorePassword", sslKeyStorePassword);
    }

    /** Setting {@code ssl.keyStoreType}; before the first record. */
    public void setSslKeyStoreType(String sslKeyStoreType) {
        given("ssl.keyStoreType", sslKeyStoreType);
    }

    /** Setting {@code ssl.trustStore}; before the first record. */
    public void setSslTrustStore(String sslTrustStore) {
        given("ssl.trustStore", sslTrustStore);
    }

    /** Setting {@code ssl.trustStorePassword}; before the first record. */
    public void setSslTrustStorePassword(String sslTrustStorePassword) {
        given("ssl.trustStorePassword", sslTrustStorePassword);
    }

    /** Setting {@code ssl.trustStoreType}; before the first record. */
    public void setSslTrustStoreType(String sslTrustStoreType) {
        given("ssl.trustStoreType", sslTrustStoreType);
    }

    /** Setting {@code ssl.protocols}; before the first record. */
    public void setSslProtocols(String sslProtocols) {
        given("ssl.protocols", sslProtocols);
    }

    /** Setting {@code ssl.cipherSuites}; before the first record. */
    public void setSslCipherSuites(String sslCipherSuites) {
        given("ssl.cipherSuites", sslCipherSuites);
    }

    /** Setting {@code ssl.hostnameVerification}; before the first record. */
    public void setSslHostnameVerification(boolean sslHostnameVerification) {
        given("ssl.hostnameVerification", sslHostnameVerification);
    }
}
