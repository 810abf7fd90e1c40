package io.penstock.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real rsyslog 8 with one input for octet-counted TCP and one for RELP, both on loopback, and one output file. Not
 * safe for concurrent use.
 *
 * <p>RELP records above 512 KB end the connection, as they did before rsyslog 8.35 and do where somebody wants it so; its
 * default is to cut them. Each start reads the same configuration, listens at the same ports and appends to the same file.
 */
public final class Rsyslog extends PeerProcess {

    /** What happens between the acknowledgement and the file. */
    public enum Queue {
        /** The records are in memory only: killed, it forgets what it has acknowledged. */
        MEMORY,
        /** The same, and it takes 10 ms for each record. */
        SLOW_MEMORY,
        /** The records are on disk, synced, before they are acknowledged. */
        DISK
    }

    private static final String FIELDS = Stream.of(
                    "inputname",
                    "pri",
                    "protocol-version",
                    "hostname",
                    "app-name",
                    "procid",
                    "msgid",
                    "structured-data",
                    "msg")
            .map(name -> "  property(name=\"" + name + "\" format=\"jsonf\")\n")
            .collect(Collectors.joining());

    private final Path rsyslogd = RealPeers.require("rsyslogd");
    private final Path directory;
    private final int tcpPort = Ports.free();
    private final int relpPort = Ports.free();

    /** Both inputs in the clear. */
    public Rsyslog(Path directory, Queue queue) {
        this(directory, queue, false);
    }

    /** Both inputs by TLS, if wanted, with the certificate of {@link TestCertificates#server}; clients need none. */
    public Rsyslog(Path directory, Queue queue, boolean tls) {
        super(directory);
        this.directory = directory;
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("rsyslog.conf"), configuration(queue, tls));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For RFC 6587 octet counting, or lines. */
    public int tcpPort() {
        return tcpPort;
    }

    public int relpPort() {
        return relpPort;
    }

    /** What is in its file: one map of fields, named as rsyslog's properties are, for each record. */
    public List<Map<String, String>> records() {
        return lines().stream().map(FlatJson::parse).toList();
    }

    /** How many records are in its file; cheaper than {@link #records}. */
    public int count() {
        return lines().size();
    }

    /** Whether it has complained in these words, in any of its lives. */
    public boolean hasSaid(String words) throws IOException {
        Path complaints = directory.resolve("Rsyslog.err");
        return Files.exists(complaints) && Files.readString(complaints).contains(words);
    }

    private List<String> lines() {
        Path output = directory.resolve("records.json");
        try {
            if (Files.notExists(output)) {
                return List.of();
            }
            String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
            List<String> lines = new ArrayList<>();
            // Not at U+0085 or U+2028, which String.lines leaves alone too but readers of other languages do not.
            for (int start = 0, end; (end = text.indexOf('\n', start)) >= 0; start = end + 1) {
                lines.add(text.substring(start, end));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    List<String> command() {
        return List.of(
                rsyslogd.toString(),
                "-n",
                "-f",
                directory.resolve("rsyslog.conf").toString(),
                "-i",
                directory.resolve("rsyslog.pid").toString());
    }

    @Override
    List<Integer> ports() {
        return List.of(tcpPort, relpPort);
    }

    private String configuration(Queue queue, boolean tls) {
        return """
                global(workDirectory="@DIR" maxMessageSize="512k" parser.escapeControlCharactersOnReceive="off" @TLS)
                module(load="imtcp" @TCP_TLS)
                module(load="imrelp" @RELP_LIBRARY)
                template(name="record" type="list" option.jsonf="on") {
                @FIELDS}
                template(name="own" type="string" string="%msg%\\n")
                ruleset(name="received" @QUEUE) {
                  if $protocol-version == "1" then {
                    action(type="omfile" file="@DIR/records.json" template="record" asyncWriting="off")
                  } else {
                    action(type="omfile" file="@DIR/own.log" template="own")
                  }
                }
                input(type="imtcp" address="127.0.0.1" port="@TCP_PORT" ruleset="received")
                input(type="imrelp" address="127.0.0.1" port="@RELP_PORT" ruleset="received" oversizeMode="abort"
                      @RELP_TLS)
                action(type="omfile" file="@DIR/own.log" template="own")
                """.replace("@DIR", directory.toString())
                .replace("@FIELDS", FIELDS)
                .replace("@QUEUE", words(queue))
                // By GnuTLS, the default, imrelp wants a certificate of its clients.
                .replace("@RELP_LIBRARY", !tls ? "" : "tls.tlslib=\"openssl\"")
                .replace("@TCP_PORT", Integer.toString(tcpPort))
                .replace("@RELP_PORT", Integer.toString(relpPort))
                .replace(
                        "@TLS",
                        !tls
                                ? ""
                                : """
                        defaultNetstreamDriver="ossl" defaultNetstreamDriverCAFile="%s"
                        defaultNetstreamDriverCertFile="%s" defaultNetstreamDriverKeyFile="%s\"""".formatted(
                                                TestCertificates.trustPem(),
                                                TestCertificates.server().certificatePem,
                                                TestCertificates.server().keyPem))
                .replace("@TCP_TLS", !tls ? "" : "streamDriver.mode=\"1\" streamDriver.authMode=\"anon\"")
                .replace(
                        "@RELP_TLS",
                        !tls
                                ? ""
                                : """
                        tls="on" tls.caCert="%s" tls.myCert="%s" tls.myPrivKey="%s\"""".formatted(
                                                TestCertificates.trustPem(),
                                                TestCertificates.server().certificatePem,
                                                TestCertificates.server().keyPem));
    }

    private static String words(Queue queue) {
        return switch (queue) {
            case MEMORY -> "queue.type=\"LinkedList\"";
            case SLOW_MEMORY -> "queue.type=\"LinkedList\" queue.dequeueSlowDown=\"10000\" queue.size=\"100000\"";
            case DISK ->
                "queue.type=\"Disk\" queue.filename=\"queue\" queue.syncQueueFiles=\"on\""
                        + " queue.checkpointInterval=\"1\"";
        };
    }
}
