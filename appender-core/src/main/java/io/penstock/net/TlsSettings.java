package io.penstock.net;

import io.penstock.sink.Announcer;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * TLS by properties, for hosts that have no TLS configuration of their own. Immutable, safe for any thread.
 *
 * <p>Without a trust store the JDK's own is used, without a key store no client certificate is sent.
 */
public final class TlsSettings implements TlsEngines {

    private final SSLContext context;
    private final String[] protocols;
    private final String[] cipherSuites;
    private final boolean hostnameVerification;

    private TlsSettings(Builder builder, SSLContext context) {
        this.context = context;
        this.protocols = builder.protocols.toArray(String[]::new);
        this.cipherSuites = builder.cipherSuites.toArray(String[]::new);
        this.hostnameVerification = builder.hostnameVerification;
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public SSLEngine engine(String host, int port) {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        if (protocols.length > 0) {
            engine.setEnabledProtocols(protocols);
        }
        if (cipherSuites.length > 0) {
            engine.setEnabledCipherSuites(cipherSuites);
        }
        return TlsEngines.prepare(engine, host, hostnameVerification);
    }

    /** Collects the settings under the names that users type. Not safe for concurrent use. */
    public static final class Builder {

        private static final Set<String> SAFE_PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

        private @Nullable String keyStore;
        private @Nullable String keyStorePassword;
        private @Nullable String keyStoreType;
        private @Nullable String trustStore;
        private @Nullable String trustStorePassword;
        private @Nullable String trustStoreType;
        private List<String> protocols = List.of();
        private List<String> cipherSuites = List.of();
        private boolean hostnameVerification = true;

        private Builder() {}

        /** A file with the client's private key and its certificates; null for none. */
        public Builder keyStore(@Nullable String keyStore) {
            this.keyStore = keyStore;
            return this;
        }

        /** Of the key store and of the key in it. */
        public Builder keyStorePassword(@Nullable String keyStorePassword) {
            this.keyStorePassword = keyStorePassword;
            return this;
        }

        /** For instance {@code PKCS12} or {@code JKS}; null to let the JDK find out between these two. */
        public Builder keyStoreType(@Nullable String keyStoreType) {
            this.keyStoreType = keyStoreType;
            return this;
        }

        /** A file with the certificates of those that may issue a peer's; null for the JDK's own. */
        public Builder trustStore(@Nullable String trustStore) {
            this.trustStore = trustStore;
            return this;
        }

        public Builder trustStorePassword(@Nullable String trustStorePassword) {
            this.trustStorePassword = trustStorePassword;
            return this;
        }

        /** As {@link #keyStoreType}. */
        public Builder trustStoreType(@Nullable String trustStoreType) {
            this.trustStoreType = trustStoreType;
            return this;
        }

        /** {@code TLSv1.2}, {@code TLSv1.3} or both; empty for the JDK's choice among them. */
        public Builder protocols(List<String> protocols) {
            this.protocols = List.copyOf(protocols);
            return this;
        }

        /** By their standard names, best first; empty for the JDK's choice. */
        public Builder cipherSuites(List<String> cipherSuites) {
            this.cipherSuites = List.copyOf(cipherSuites);
            return this;
        }

        /** Whether the peer's certificate must be for the host we connect to; true by default. */
        public Builder hostnameVerification(boolean hostnameVerification) {
            this.hostnameVerification = hostnameVerification;
            return this;
        }

        /**
         * What is wrong, each: setting, value, what to do, and never a password. Empty if nothing is. Reads the files.
         */
        public List<String> problems() {
            List<String> problems = new ArrayList<>();
            makeContext(problems);
            return problems;
        }

        /**
         * Reads the files.
         *
         * @throws IllegalArgumentException if there are problems; the message lists them all
         */
        public TlsSettings build() {
            List<String> problems = new ArrayList<>();
            SSLContext context = makeContext(problems);
            if (context == null || !problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", problems));
            }
            return new TlsSettings(this, context);
        }

        /**
         * As {@link #build}; the files are read again when they have changed. The builder must not change any more.
         *
         * @throws IllegalArgumentException if there are problems; the message lists them all
         */
        public TlsEngines buildReloaded(Announcer announcer) {
            List<Path> files = new ArrayList<>();
            for (String file : new String[] {keyStore, trustStore}) {
                if (file != null) {
                    files.add(Path.of(file));
                }
            }
            try {
                return ReloadedTls.of(this::build, files, announcer);
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException("build() throws none", impossible);
            }
        }

        private @Nullable SSLContext makeContext(List<String> problems) {
            StoreFile keys = StoreFile.of("keyStore", keyStore, keyStorePassword, keyStoreType, problems);
            StoreFile trusted = StoreFile.of("trustStore", trustStore, trustStorePassword, trustStoreType, problems);
            for (String protocol : protocols) {
                if (!SAFE_PROTOCOLS.contains(protocol)) {
                    problems.add("protocols=" + String.join(",", protocols) + " has " + protocol
                            + ", which is unsafe or unknown; use TLSv1.2, TLSv1.3 or both");
                }
            }
            try {
                KeyManagerFactory keyManagers = keys == null ? null : keys.keyManagers(problems);
                TrustManagerFactory trustManagers = trusted == null ? null : trusted.trustManagers(problems);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(
                        keyManagers == null ? null : keyManagers.getKeyManagers(),
                        trustManagers == null ? null : trustManagers.getTrustManagers(),
                        null);
                checkCipherSuites(Set.of(context.getSupportedSSLParameters().getCipherSuites()), problems);
                return context;
            } catch (GeneralSecurityException | IOException e) {
                problems.add(
                        "this JVM has no TLS (" + e.getClass().getSimpleName() + "); look into its java.security file");
                return null;
            }
        }

        private void checkCipherSuites(Set<String> supported, List<String> problems) {
            for (String suite : cipherSuites) {
                if (!supported.contains(suite)) {
                    problems.add("cipherSuites has " + suite + ", which this JVM does not know; remove it");
                }
            }
        }
    }
}
