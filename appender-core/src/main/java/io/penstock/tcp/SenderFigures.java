package io.penstock.tcp;

import io.penstock.SenderStats;
import io.penstock.TcpConfig;
import io.penstock.stats.FigureList;
import io.penstock.stats.FigureSource;
import io.penstock.words.DurationWords;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a sender has done, and its settings. Safe for any thread; holds neither the sender nor its window. */
final class SenderFigures implements FigureSource {

    private final StatsBoard board;
    private final TcpConfig config;
    private final String protocol;
    private final boolean acknowledging;

    SenderFigures(StatsBoard board, TcpConfig config, String protocol, boolean acknowledging) {
        this.board = board;
        this.config = config;
        this.protocol = protocol;
        this.acknowledging = acknowledging;
    }

    @Override
    public void list(FigureList figures) {
        SenderReading reading = board.read();
        listRecords(figures, reading);
        listConnection(figures, reading);
        listSettings(figures);
    }

    private static void listRecords(FigureList figures, SenderReading reading) {
        SenderStats stats = reading.stats();
        figures.counter("sent", "events", "Events that were written completely for the first time.", stats.sent())
                .counter("acknowledged", "events", "Events that the receiver acknowledged.", stats.delivered())
                .counter("resent", "events", "Events that were written again on a later connection.", stats.resent())
                .counter(
                        "possiblyLost",
                        "events",
                        "Events that were let go of shortly before a connection broke or the sender was stopped, and that"
                                + " nobody acknowledged.",
                        stats.possiblyLost())
                .counter(
                        "bytesSent",
                        "bytes",
                        "Bytes of records with their frames that were written, those written again included.",
                        reading.bytesSent())
                .gauge(
                        "setAside",
                        "records",
                        "Records at which connections ended, and that are tried again alone.",
                        reading.setAside())
                .gauge(
                        "windowBytes",
                        "bytes",
                        "Bytes of records that are kept outside the ring: to be written, acknowledged, perhaps written"
                                + " again, or tried again alone.",
                        stats.windowBytes())
                .timer(
                        "acknowledgementLatency",
                        "nanoseconds",
                        "Time from the write of a record, or of a batch that is acknowledged as a whole, to its"
                                + " acknowledgement; as exact as a round of the drain thread.",
                        reading.acknowledgements());
    }

    private static void listConnection(FigureList figures, SenderReading reading) {
        SenderStats stats = reading.stats();
        figures.counter("reconnects", "connections", "Connections that were made after the first.", stats.reconnects())
                .counter(
                        "protocolErrors",
                        "connections",
                        "Connections that were given up because the peer did not keep to the protocol.",
                        stats.protocolErrors())
                .gauge(
                        "stuckConnections",
                        "connections",
                        "Connections lost in a row that got the oldest record no further.",
                        stats.stuckConnections())
                .gauge(
                        "roundTrip",
                        "nanoseconds",
                        "Round trip of the present connection as the kernel measures it; 0 unless the state is read by"
                                + " tcpInfo.",
                        reading.roundTripNanos())
                .gauge(
                        "retransmits",
                        "segments",
                        "TCP segments that the kernel sent again on the present connection; 0 unless the state is read"
                                + " by tcpInfo.",
                        reading.retransmits())
                .text("state", "Where the sender is in the life of its connection.", stats.state())
                .text(
                        "connectedTo",
                        "The destination of the present connection; empty without one.",
                        stats.connectedTo())
                .text(
                        "activeProbe",
                        "How the state of the present connection is read; empty without one.",
                        stats.activeProbe())
                .text("senderSnapshot", "The sender's figures of one moment as text.", stats);
    }

    private void listSettings(FigureList figures) {
        String destinations =
                config.destinations().stream().map(Object::toString).collect(Collectors.joining(" "));
        figures.text("destination", setting("where to send, in order of preference"), destinations)
                .text("protocol", setting("how records travel"), protocol)
                .text("delivery", setting("what is promised of each record"), config.delivery(acknowledging))
                .text(
                        "tailBytes",
                        "bytes",
                        setting("the bytes that replay sends again besides those that the kernel may hold"),
                        config.tailBytes())
                .text(
                        "connectTimeout",
                        setting("the time for the look-up of a name, and for each attempt to connect"),
                        DurationWords.of(config.connectTimeout()))
                .text(
                        "writeTimeout",
                        setting("the time for which the peer may take no bytes"),
                        DurationWords.of(config.writeTimeout()))
                .text(
                        "ackTimeout",
                        setting("the time that an acknowledgement may take"),
                        DurationWords.of(config.ackTimeout()))
                .text(
                        "backoff",
                        setting("the shortest time between two attempts to connect"),
                        DurationWords.of(config.backoff()))
                .text(
                        "maxBackoff",
                        setting("the longest time between two attempts to connect"),
                        DurationWords.of(config.maxBackoff()))
                .text(
                        "failbackAfter",
                        setting("the time after which the first destination is tried again"),
                        DurationWords.of(config.failbackAfter()))
                .text(
                        "idleClose",
                        setting("the time without records after which a connection is ended"),
                        orNever(config.idleClose()))
                .text(
                        "maxConnectionAge",
                        setting("the age at which a connection is ended"),
                        orNever(config.maxConnectionAge()))
                .text("loadBalancing", setting("which destination is used next"), config.loadBalancing())
                .text(
                        "maxInFlightBytes",
                        "bytes",
                        setting("the bytes that may be kept outside the ring"),
                        config.maxInFlightBytes())
                .text("maxBatchBytes", "bytes", setting("the bytes that are written at a time"), config.maxBatchBytes())
                .text(
                        "maxRecordBytes",
                        "bytes",
                        setting("the length above which a record is shortened"),
                        config.maxRecordBytes())
                .text(
                        "maxResends",
                        setting("the tries after which a record that was set aside fails; 0: never"),
                        config.maxResends())
                .text("stateProbe", setting("how the state of the connection is read"), config.stateProbe());
    }

    private static String setting(String what) {
        return "Setting: " + what + ".";
    }

    private static String orNever(@Nullable Duration duration) {
        return duration == null ? "never" : DurationWords.of(duration);
    }
}
