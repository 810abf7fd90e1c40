package io.penstock.logback;

import ch.qos.logback.core.net.ssl.KeyStoreFactoryBean;
import ch.qos.logback.core.net.ssl.SSLConfigurable;
import ch.qos.logback.core.net.ssl.SSLConfiguration;
import ch.qos.logback.core.net.ssl.SSLParametersConfiguration;
import ch.qos.logback.core.spi.ContextAware;
import ch.qos.logback.core.util.LocationUtil;
import io.penstock.net.ReloadedTls;
import io.penstock.net.TlsEngines;
import io.penstock.sink.Announcer;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** TLS engines as Logback's {@code <ssl>} element describes them. Safe for any thread. */
final class LogbackTls implements TlsEngines {

    private final SSLContext context;
    private final SSLParameters parameters;
    private final boolean hostnameVerification;

    /**
     * Reads key and trust stores.
     *
     * @throws GeneralSecurityException if a store cannot be read, an algorithm is unknown, or nothing is left of the
     *     protocols that is safe; its message is the user's
     */
    LogbackTls(SSLConfiguration ssl, ContextAware appender) throws GeneralSecurityException {
        context = createContext(ssl, appender);
        SSLEngine pattern = context.createSSLEngine();
        pattern.setUseClientMode(true);
        SSLParametersConfiguration configuration = ssl.getParameters();
        configuration.setContext(appender.getContext());
        configuration.configure(new ConfigurableEngine(pattern));
        parameters = pattern.getSSLParameters();
        // An empty list would switch the server name indication off. With null each engine keeps its own.
        parameters.setServerNames(null);
        hostnameVerification = parameters.getEndpointIdentificationAlgorithm() != null;
        try {
            TlsEngines.prepare(pattern, "", hostnameVerification);
        } catch (IllegalArgumentException unsafe) {
            throw new GeneralSecurityException("<ssl> cannot be used: " + unsafe.getMessage(), unsafe);
        }
    }

    /**
     * The engines of this element, whose stores are read again when they have changed, if they are files.
     *
     * @throws GeneralSecurityException as the constructor
     */
    static TlsEngines reloaded(SSLConfiguration ssl, ContextAware appender, Announcer announcer)
            throws GeneralSecurityException {
        List<Path> files = new ArrayList<>();
        for (KeyStoreFactoryBean store : new KeyStoreFactoryBean[] {ssl.getKeyStore(), ssl.getTrustStore()}) {
            Path file = store == null ? null : fileOf(store.getLocation());
            if (file != null) {
                files.add(file);
            }
        }
        return ReloadedTls.of(() -> new LogbackTls(ssl, appender), files, announcer);
    }

    /** The file of this location. Null if it is no file, or if something is wrong with it that Logback will report. */
    private static @Nullable Path fileOf(@Nullable String location) {
        try {
            URL url = location == null ? null : LocationUtil.urlForResource(location);
            return url != null && url.getProtocol().equals("file") ? Path.of(url.toURI()) : null;
        } catch (IOException | URISyntaxException | IllegalArgumentException noFile) {
            return null;
        }
    }

    private static SSLContext createContext(SSLConfiguration ssl, ContextAware appender)
            throws GeneralSecurityException {
        try {
            return ssl.createContext(appender);
        } catch (Exception failure) {
            throw new GeneralSecurityException("<ssl> cannot be used: " + failure.getMessage(), failure);
        }
    }

    @Override
    public SSLEngine engine(String host, int port) {
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        engine.setSSLParameters(parameters);
        return TlsEngines.prepare(engine, host, hostnameVerification);
    }

    /** An engine as Logback configures its sockets. */
    private record ConfigurableEngine(SSLEngine engine) implements SSLConfigurable {

        @Override
        public String[] getDefaultProtocols() {
            return engine.getEnabledProtocols();
        }

        @Override
        public String[] getSupportedProtocols() {
            return engine.getSupportedProtocols();
        }

        @Override
        public void setEnabledProtocols(String[] protocols) {
            engine.setEnabledProtocols(protocols);
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return engine.getEnabledCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return engine.getSupportedCipherSuites();
        }

        @Override
        public void setEnabledCipherSuites(String[] suites) {
            engine.setEnabledCipherSuites(suites);
        }

        @Override
        public void setNeedClientAuth(boolean state) {
            // This is a setting for servers, and we are a client.
        }

        @Override
        public void setWantClientAuth(boolean state) {
            // This is a setting for servers, and we are a client.
        }

        @Override
        public void setHostnameVerification(boolean verify) {
            SSLParameters changed = engine.getSSLParameters();
            changed.setEndpointIdentificationAlgorithm(verify ? "HTTPS" : null);
            engine.setSSLParameters(changed);
        }
    }
}
