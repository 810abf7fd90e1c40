package io.penstock.tcp.dial;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Whoever knows the addresses of hosts; may take its time. Safe for any thread. */
public interface NameService {

    /** The machine's own. */
    NameService SYSTEM = InetAddress::getAllByName;

    InetAddress[] lookUp(String host) throws UnknownHostException;
}
