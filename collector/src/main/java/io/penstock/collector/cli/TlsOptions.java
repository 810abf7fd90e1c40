package io.penstock.collector.cli;

import io.penstock.collector.net.ServerTls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** TLS of the ports: for all of them, or for one by its name in front. */
final class TlsOptions {

    private static final Set<String> PORTS = Set.of("logd", "relp", "syslog", "python");
    /** In place of a file: this port is not as the others are. */
    private static final String NONE = "none";

    @Option(
            names = "--tls-certificate",
            paramLabel = "[PORT=]FILE",
            split = ",",
            description =
                    "PEM: receive by TLS, with this certificate and those that it was signed with; for all ports, or for one: relp=FILE, relp=none (no TLS)")
    private List<String> certificates = List.of();

    @Option(
            names = "--tls-key",
            paramLabel = "[PORT=]FILE",
            split = ",",
            description = "PEM: the certificate's key, PKCS#8 and not encrypted")
    private List<String> keys = List.of();

    @Option(
            names = "--tls-client-ca",
            paramLabel = "[PORT=]FILE",
            split = ",",
            description =
                    "PEM: clients must show a certificate that one of these has signed; their sessions are then bound to it and not to their address (none)")
    private List<String> clientAuthorities = List.of();

    /**
     * By the port's name; empty: it is plain.
     *
     * @throws IllegalArgumentException that names the setting, the value and what is wrong
     */
    Map<String, Optional<ServerTls>> ofAll() {
        if (certificates.isEmpty() && !(keys.isEmpty() && clientAuthorities.isEmpty())) {
            throw new IllegalArgumentException(
                    "--tls-key and --tls-client-ca have no meaning without --tls-certificate; give it, or leave them out");
        }
        Map<String, Optional<ServerTls>> all = new HashMap<>();
        for (String port : PORTS) {
            all.put(port, of(port));
        }
        return all;
    }

    private Optional<ServerTls> of(String port) {
        String certificate = last("--tls-certificate", certificates, port);
        String key = last("--tls-key", keys, port);
        String clientAuthority = last("--tls-client-ca", clientAuthorities, port);
        if (certificate == null) {
            return Optional.empty();
        }
        if (key == null) {
            throw new IllegalArgumentException(
                    "--tls-certificate=" + certificate + " has no key; give it with --tls-key");
        }
        try {
            return Optional.of(ServerTls.of(
                    Path.of(certificate), Path.of(key), clientAuthority == null ? null : Path.of(clientAuthority)));
        } catch (IOException unusable) {
            throw new IllegalArgumentException(
                    "TLS of the port of " + port + " (--tls-certificate, --tls-key, --tls-client-ca): "
                            + unusable.getMessage(),
                    unusable);
        }
    }

    /** What is said of this port counts before what is said of all. */
    private static @Nullable String last(String option, List<String> values, String port) {
        String ofAll = null;
        String ofThis = null;
        for (String value : values) {
            int equals = value.indexOf('=');
            String name = equals < 0 ? "" : value.substring(0, equals);
            if (equals >= 0 && !PORTS.contains(name)) {
                throw new IllegalArgumentException(option + "=" + value + ": there is no port " + name
                        + "; use logd, relp, syslog or python, or a file alone for all of them");
            }
            if (equals < 0) {
                ofAll = value;
            } else if (name.equals(port)) {
                ofThis = value.substring(equals + 1);
            }
        }
        String wanted = ofThis == null ? ofAll : ofThis;
        return wanted == null || wanted.equals(NONE) ? null : wanted;
    }
}
