package io.penstock.logback;

import ch.qos.logback.core.net.ssl.SSLConfiguration;

/**
 * Logback's {@code <ssl>} element, which without {@code <protocol>} offers TLS 1.3 and 1.2, where Logback's own offers 1.2
 * only. Not safe for concurrent use.
 */
public final class TlsConfiguration extends SSLConfiguration {

    /** What the JDK holds to be safe, in the standard name of {@code SSLContext} that does not fix the version. */
    private static final String RECENT = "TLS";

    private boolean protocolIsSet;

    /** For Joran. */
    public TlsConfiguration() {}

    @Override
    public void setProtocol(String protocol) {
        protocolIsSet = true;
        super.setProtocol(protocol);
    }

    @Override
    public String getProtocol() {
        return protocolIsSet ? super.getProtocol() : RECENT;
    }
}
