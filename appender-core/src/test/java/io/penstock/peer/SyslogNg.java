package io.penstock.peer;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * syslog-ng with the global options of Debian's configuration and one line for each input: {@code log-msg-size()} is 64 KB,
 * and a frame above it ends the connection. Its file has the text of each record. Not safe for concurrent use.
 */
public final class SyslogNg extends StockReceiver {

    private final Path program = RealPeers.require("syslog-ng");
    private final int syslogPort = Ports.free();
    private final int networkPort = Ports.free();
    private final int protocolLinePort = Ports.free();
    private final int linePort = Ports.free();

    public SyslogNg(Path directory) {
        super(directory);
        configure("syslog-ng.conf", """
                @version: 3.38
                options { chain_hostnames(off); flush_lines(0); use_dns(no); use_fqdn(no); dns_cache(no); stats_freq(0); };
                source s_syslog { syslog(ip(127.0.0.1) port(%d)); };
                source s_network { network(ip(127.0.0.1) port(%d)); };
                source s_protocol { network(ip(127.0.0.1) port(%d) flags(syslog-protocol)); };
                source s_lines { network(ip(127.0.0.1) port(%d) flags(no-parse)); };
                destination d_received { file("%s" template("${MESSAGE}\\n")); };
                log { source(s_syslog); source(s_network); source(s_protocol); source(s_lines);
                      destination(d_received); };
                """.formatted(syslogPort, networkPort, protocolLinePort, linePort, output()));
    }

    /** {@code syslog()}: RFC 5424, octet counting. */
    public int syslogPort() {
        return syslogPort;
    }

    /** {@code network()}: RFC 3164, lines. */
    public int networkPort() {
        return networkPort;
    }

    /** {@code network(flags(syslog-protocol))}: RFC 5424, lines. */
    public int protocolLinePort() {
        return protocolLinePort;
    }

    /** {@code network(flags(no-parse))}: lines of any form. */
    public int linePort() {
        return linePort;
    }

    private boolean isUnpacked() {
        return program.startsWith(RealPeers.unpacked("syslog-ng"));
    }

    @Override
    List<String> command() {
        Stream<String> command = Stream.of(
                program.toString(),
                "--foreground",
                "--no-caps",
                "--cfgfile=" + directory.resolve("syslog-ng.conf"),
                "--persist-file=" + directory.resolve("syslog-ng.persist"),
                "--pidfile=" + directory.resolve("syslog-ng.pid"),
                "--control=" + directory.resolve("syslog-ng.ctl"));
        return Stream.concat(
                        command,
                        isUnpacked()
                                ? Stream.of("--module-path="
                                        + RealPeers.unpacked("syslog-ng").resolve("usr/lib/syslog-ng/3.38"))
                                : Stream.of())
                .toList();
    }

    /** The libraries lie where it was unpacked. */
    @Override
    Map<String, String> environment() {
        if (!isUnpacked()) {
            return Map.of();
        }
        String triplet = System.getProperty("os.arch").equals("aarch64") ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
        return Map.of(
                "LD_LIBRARY_PATH",
                Stream.of("usr/lib/syslog-ng", "usr/lib/" + triplet, "lib/" + triplet)
                        .map(folder ->
                                RealPeers.unpacked("syslog-ng").resolve(folder).toString())
                        .collect(Collectors.joining(":")));
    }

    @Override
    List<Integer> ports() {
        return List.of(syslogPort, networkPort, protocolLinePort, linePort);
    }
}
