package io.penstock.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Keys and certificates made by the JDK's keytool when a test first asks for them, once per JVM. Safe for any thread.
 *
 * <p>All are issued by one authority, except {@link #stranger}'s. As key stores for Java, as PEM files for the rest of
 * the world.
 */
public final class TestCertificates {

    /** Of all stores and keys. */
    public static final String PASSWORD = "test-only-Pa55word";

    private static final Map<String, Identity> IDENTITIES = new ConcurrentHashMap<>();
    private static final String EVERY_NAME = "SAN=dns:localhost,dns:collector.test,ip:127.0.0.1,ip:0:0:0:0:0:0:0:1";

    private TestCertificates() {}

    /** A server's: localhost, collector.test, 127.0.0.1 and ::1. */
    public static Identity server() {
        return issued("server", EVERY_NAME, "-startdate", "-1d", "-validity", "30");
    }

    /** As {@link #server}, but expired ten days ago. */
    public static Identity expiredServer() {
        return issued("expired", EVERY_NAME, "-startdate", "-20d", "-validity", "10");
    }

    /** As {@link #server}, but valid from in ten days on. */
    public static Identity futureServer() {
        return issued("future", EVERY_NAME, "-startdate", "+10d", "-validity", "10");
    }

    /** A client's. */
    public static Identity client() {
        return issued("client", "EKU=clientAuth", "-startdate", "-1d", "-validity", "30");
    }

    /** Another client's. */
    public static Identity otherClient() {
        return issued("other-client", "EKU=clientAuth", "-startdate", "-1d", "-validity", "30");
    }

    /** A server's as {@link #server}, issued by nobody known. */
    public static Identity stranger() {
        return IDENTITIES.computeIfAbsent("stranger", name -> {
            Path store = file(name + ".p12");
            keytool(store, "-genkeypair", "-alias", name, "-dname", "CN=" + name, "-ext", EVERY_NAME);
            return new Identity(name, store);
        });
    }

    private static Identity authority() {
        return IDENTITIES.computeIfAbsent("authority", name -> {
            Path store = file(name + ".p12");
            keytool(
                    store,
                    "-genkeypair",
                    "-alias",
                    name,
                    "-dname",
                    "CN=Test Authority",
                    "-ext",
                    "bc:c",
                    "-startdate",
                    "-60d");
            return new Identity(name, store);
        });
    }

    /** A store with the authority's certificate. */
    public static Path trustStore() {
        return authority().trustStore;
    }

    /** The authority's certificate. */
    public static Path trustPem() {
        return authority().certificatePem;
    }

    private static Identity issued(String name, String extension, String... validity) {
        Identity authority = authority();
        return IDENTITIES.computeIfAbsent(name, ignored -> {
            Path store = file(name + ".p12");
            Path request = file(name + ".csr");
            Path certificate = file(name + ".crt");
            keytool(store, "-genkeypair", "-alias", name, "-dname", "CN=" + name);
            keytool(store, "-certreq", "-alias", name, "-file", request.toString());
            List<String> sign = new ArrayList<>(List.of("-gencert", "-alias", "authority", "-ext", extension));
            sign.addAll(List.of("-infile", request.toString(), "-outfile", certificate.toString()));
            sign.addAll(List.of(validity));
            keytool(authority.keyStore, sign.toArray(String[]::new));
            putChain(store, name, certificate, authority);
            return new Identity(name, store);
        });
    }

    private static void putChain(Path store, String alias, Path certificate, Identity authority) {
        try (InputStream in = Files.newInputStream(certificate)) {
            KeyStore keys = load(store);
            Certificate issued = CertificateFactory.getInstance("X.509").generateCertificate(in);
            Certificate issuer = load(authority.keyStore).getCertificate("authority");
            Key key = keys.getKey(alias, PASSWORD.toCharArray());
            keys.setKeyEntry(alias, key, PASSWORD.toCharArray(), new Certificate[] {issued, issuer});
            save(keys, store);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("no certificate " + alias, e);
        }
    }

    private static void keytool(Path store, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.add("-J-XX:TieredStopAtLevel=1");
        Collections.addAll(command, arguments);
        if (arguments[0].equals("-genkeypair")) {
            // Not EC: the JDK writes such keys in a form that GnuTLS does not read.
            Collections.addAll(command, "-keyalg", "RSA", "-keysize", "2048", "-validity", "90");
        }
        Collections.addAll(command, "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(arguments[0] + " failed: " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore load(Path store) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    private static void save(KeyStore keys, Path store) throws IOException, GeneralSecurityException {
        try (OutputStream out = Files.newOutputStream(store)) {
            keys.store(out, PASSWORD.toCharArray());
        }
    }

    private static Path file(String name) {
        return Directory.PATH.resolve(name);
    }

    /** A private key with its certificates, in the forms that peers want them. */
    public static final class Identity {

        /** PKCS12, with {@link #PASSWORD}. */
        public final Path keyStore;

        /** PKCS12, with {@link #PASSWORD}: only the last certificate of the chain, for whoever should trust it. */
        public final Path trustStore;

        /** The chain, own certificate first. */
        public final Path certificatePem;

        /** The private key, PKCS 8, not encrypted. */
        public final Path keyPem;

        private Identity(String name, Path keyStore) {
            this.keyStore = keyStore;
            this.trustStore = file(name + "-trust.p12");
            this.certificatePem = file(name + "-cert.pem");
            this.keyPem = file(name + "-key.pem");
            try {
                KeyStore keys = load(keyStore);
                Certificate[] chain = keys.getCertificateChain(name);
                KeyStore trusted = KeyStore.getInstance("PKCS12");
                trusted.load(null, null);
                trusted.setCertificateEntry(name, chain[chain.length - 1]);
                save(trusted, trustStore);
                StringBuilder pem = new StringBuilder();
                for (Certificate certificate : chain) {
                    pem.append(pem("CERTIFICATE", certificate.getEncoded()));
                }
                Files.writeString(certificatePem, pem);
                Key key = keys.getKey(name, PASSWORD.toCharArray());
                Files.writeString(keyPem, pem("PRIVATE KEY", key.getEncoded()));
            } catch (IOException | GeneralSecurityException e) {
                throw new IllegalStateException("no identity " + name, e);
            }
        }

        private static String pem(String kind, byte[] bytes) {
            String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
            return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
        }

        /** A context that has this identity and trusts the authority. */
        public SSLContext context() {
            try {
                KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                keys.init(load(keyStore), PASSWORD.toCharArray());
                TrustManagerFactory trusted =
                        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trusted.init(load(authority().trustStore));
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
                return context;
            } catch (IOException | GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final class Directory {
        static final Path PATH = make();

        private static Path make() {
            try {
                return Files.createTempDirectory("test-certificates");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
