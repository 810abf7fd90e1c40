package io.penstock.peer;

import java.nio.file.Path;
import java.util.List;

/**
 * rsyslog as Debian configures it, with the line for imtcp and the one for imrelp: {@code maxMessageSize} 8 KB, frames of
 * at most 200,000 octets, control characters escaped. Its file has each record as it came, made one line. Not safe for concurrent use.
 */
public final class StockRsyslog extends StockReceiver {

    private final Path rsyslogd = RealPeers.require("rsyslogd");
    private final int tcpPort = Ports.free();
    private final int relpPort = Ports.free();

    /** @param global more parameters of {@code global()}, {@code maxMessageSize="64k"} for instance; empty: as it comes */
    public StockRsyslog(Path directory, String global) {
        super(directory);
        configure("rsyslog.conf", """
                %s
                $WorkDirectory %s
                module(load="imtcp")
                input(type="imtcp" address="127.0.0.1" port="%d")
                module(load="imrelp")
                input(type="imrelp" address="127.0.0.1" port="%d")
                $template Own,"%%rawmsg%%\\n"
                *.* -%s;Own
                """.formatted(
                        global.isEmpty() ? "" : "global(" + global + ")", directory, tcpPort, relpPort, output()));
    }

    /** For octet counting and for lines: it sees which. */
    public int tcpPort() {
        return tcpPort;
    }

    public int relpPort() {
        return relpPort;
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
}
