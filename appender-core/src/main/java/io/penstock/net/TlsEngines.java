package io.penstock.net;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * Makes the TLS engine of each connection. Confined to the drain thread.
 *
 * <p>All engines come from one {@link javax.net.ssl.SSLContext}, made with the peer's name and port, so that a new
 * connection resumes the session of the last one.
 */
@FunctionalInterface
public interface TlsEngines {

    /**
     * A client's engine, {@linkplain #prepare prepared}.
     *
     * @param host as the user wrote it: what the peer's certificate is checked against
     */
    SSLEngine engine(String host, int port) throws IOException, GeneralSecurityException;

    /**
     * Sets what every engine of ours must have: client mode, TLS 1.2 or later, the name of the host wanted (SNI, RFC
     * 6066), and unless the user wants otherwise the check that the certificate is for this host (RFC 2818).
     *
     * @throws IllegalArgumentException if the engine's protocols include none from TLS 1.2 on
     */
    static SSLEngine prepare(SSLEngine engine, String host, boolean hostnameVerification) {
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(recent(parameters.getProtocols()));
        List<SNIServerName> names = serverNames(host);
        if (!names.isEmpty()) {
            parameters.setServerNames(names);
        }
        parameters.setEndpointIdentificationAlgorithm(hostnameVerification ? "HTTPS" : null);
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static String[] recent(String[] protocols) {
        String[] recent = Stream.of(protocols)
                .filter(protocol -> protocol.startsWith("TLSv1.") && !protocol.equals("TLSv1.1"))
                .toArray(String[]::new);
        if (recent.length == 0) {
            throw new IllegalArgumentException("protocols=" + String.join(",", protocols)
                    + " has nothing that is safe; use TLSv1.2, TLSv1.3 or both");
        }
        return recent;
    }

    // The JDK sends a name with a dot by itself; a container's or a pod's service name often has none.
    private static List<SNIServerName> serverNames(String host) {
        boolean literal = host.indexOf(':') >= 0
                || host.chars().allMatch(letter -> letter == '.' || letter >= '0' && letter <= '9');
        if (literal || host.isEmpty()) {
            return List.of();
        }
        try {
            return List.of(new SNIHostName(host.endsWith(".") ? host.substring(0, host.length() - 1) : host));
        } catch (IllegalArgumentException notToBeSaid) {
            // An underscore, for instance. Such a peer has no second certificate to choose from.
            return List.of();
        }
    }
}
