package io.penstock.jul.settings;

import io.penstock.Delivery;
import io.penstock.LoadBalancing;
import io.penstock.ProbeChoice;
import io.penstock.TcpConfig;
import io.penstock.net.TlsEngines;
import io.penstock.net.TlsSettings;
import io.penstock.sink.Announcer;
import io.penstock.tcp.TcpSink;
import io.penstock.wire.choice.ChosenProtocol;
import io.penstock.wire.choice.Protocols;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code logging.properties} says about one sender. Confined to the thread that configures. */
public final class SenderSettings {

    private final TcpConfig.Builder tcp = TcpConfig.builder();
    /** By program; null: what the properties say. */
    private final @Nullable TcpConfig given;

    private final ChosenProtocol protocol = new ChosenProtocol(Protocols.ALL);
    private final TlsSettings.Builder tls = TlsSettings.builder();
    private boolean protocolIsUnknown;
    private boolean withTls;

    private SenderSettings(@Nullable TcpConfig given) {
        this.given = given;
    }

    public static SenderSettings read(PropertyReader properties) {
        return read(properties, null);
    }

    /**
     * Reads what {@code given} cannot say.
     *
     * @param given by program; null: all is read
     */
    public static SenderSettings read(PropertyReader properties, @Nullable TcpConfig given) {
        SenderSettings settings = new SenderSettings(given);
        if (given == null) {
            settings.readTcp(properties);
        }
        settings.readProtocol(properties);
        settings.readTls(properties);
        return settings;
    }

    private void readProtocol(PropertyReader properties) {
        properties.read("protocol", (name, text) -> text, protocol::choose);
        protocolIsUnknown = properties.isMisread("protocol");
        for (String setting : protocol.settings()) {
            properties.read(setting, (name, text) -> text, word -> protocol.set(setting, word));
        }
    }

    private void readTcp(PropertyReader properties) {
        properties.read("destination", (name, text) -> Words.list(text), all -> all.forEach(tcp::destination));
        properties.read("delivery", (name, text) -> Delivery.parse(text), tcp::delivery);
        properties.read("tailBytes", Words::size, tcp::tailBytes);
        properties.read("connectTimeout", Words::duration, tcp::connectTimeout);
        properties.read("writeTimeout", Words::duration, tcp::writeTimeout);
        properties.read("ackTimeout", Words::duration, tcp::ackTimeout);
        properties.read("backoff", Words::duration, tcp::backoff);
        properties.read("maxBackoff", Words::duration, tcp::maxBackoff);
        properties.read("failbackAfter", Words::duration, tcp::failbackAfter);
        properties.read("idleClose", Words::duration, tcp::idleClose);
        properties.read("maxConnectionAge", Words::duration, tcp::maxConnectionAge);
        properties.read("loadBalancing", (name, text) -> LoadBalancing.parse(text), tcp::loadBalancing);
        properties.read("maxInFlightBytes", Words::size, tcp::maxInFlightBytes);
        properties.read(
                "maxBatchBytes", Words::size, bytes -> tcp.maxBatchBytes((int) Math.min(bytes, Integer.MAX_VALUE)));
        properties.read(
                "maxRecordBytes", Words::size, bytes -> tcp.maxRecordBytes((int) Math.min(bytes, Integer.MAX_VALUE)));
        properties.read("maxResends", Words::integer, tcp::maxResends);
        properties.read("stateProbe", (name, text) -> ProbeChoice.parse(text), tcp::stateProbe);
    }

    private void readTls(PropertyReader properties) {
        properties.read("ssl", Words::truth, wanted -> withTls = wanted);
        properties.read("ssl.keyStore", (name, text) -> text, tls::keyStore);
        properties.read("ssl.keyStorePassword", (name, text) -> text, tls::keyStorePassword);
        properties.read("ssl.keyStoreType", (name, text) -> text, tls::keyStoreType);
        properties.read("ssl.trustStore", (name, text) -> text, tls::trustStore);
        properties.read("ssl.trustStorePassword", (name, text) -> text, tls::trustStorePassword);
        properties.read("ssl.trustStoreType", (name, text) -> text, tls::trustStoreType);
        properties.read("ssl.protocols", (name, text) -> Words.list(text), tls::protocols);
        properties.read("ssl.cipherSuites", (name, text) -> Words.list(text), tls::cipherSuites);
        properties.read("ssl.hostnameVerification", Words::truth, tls::hostnameVerification);
    }

    /** What is wrong, one sentence each; reads the key and trust stores. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>(given == null ? tcp.problems() : List.of());
        problems.addAll(protocol.problems());
        // If the protocol is unknown, the default stands in its place, and complaints about settings that do not fit
        // the default would mislead.
        if (!protocolIsUnknown) {
            problems.addAll(protocol.misfits());
        }
        if (!protocolIsUnknown && problems.isEmpty()) {
            problems.addAll(TcpSink.problems(tcp(), protocol.open()));
        }
        if (withTls) {
            problems.addAll(tls.problems());
        }
        return problems;
    }

    public TcpConfig tcp() {
        TcpConfig byProgram = given;
        return byProgram == null ? tcp.build() : byProgram;
    }

    public ChosenProtocol protocol() {
        return protocol;
    }

    @Nullable
    public TlsEngines tls(Announcer announcer) {
        return withTls ? tls.buildReloaded(announcer) : null;
    }
}
