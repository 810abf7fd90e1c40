package io.penstock.tcp;

import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLEngine;

/** Makes the TLS engine for each connection, with keys, trust and parameters as the host has configured them. */
public interface TlsEngines {

    /** An engine in client mode for a connection to that host, not begun. Called on the drain thread. */
    SSLEngine engine(String host, int port) throws IOException, GeneralSecurityException;
}
