package io.penstock.peer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A server's certificate for {@code localhost} and 127.0.0.1, signed by itself, made by the JDK's keytool. Immutable once made.
 */
public final class TestCertificates {

    /** Of all stores and keys. */
    public static final String PASSWORD = "changeit";

    private static final String ALIAS = "server";

    private final Path directory;

    /** Makes them; takes a second or two. */
    public TestCertificates(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
            make();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot make test certificates", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** PKCS12, the certificate only: what a client trusts. */
    public Path trustStore() {
        return directory.resolve("trust.p12");
    }

    /** PKCS12, its key and certificate. */
    public Path serverStore() {
        return directory.resolve("server.p12");
    }

    public Path serverPem() {
        return directory.resolve("server.pem");
    }

    public Path serverKeyPem() {
        return directory.resolve("server-key.pem");
    }

    private void make() throws IOException, InterruptedException, GeneralSecurityException {
        keytool(
                "-genkeypair",
                "-keystore",
                serverStore().toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                ALIAS,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "2",
                // GnuTLS does not read the JDK's form of an EC key.
                "-keyalg",
                "RSA",
                "-keysize",
                "2048");
        KeyStore server = KeyStore.getInstance(serverStore().toFile(), PASSWORD.toCharArray());
        Certificate certificate = server.getCertificate(ALIAS);
        writePem(serverPem(), "CERTIFICATE", certificate.getEncoded());
        writePem(
                serverKeyPem(),
                "PRIVATE KEY",
                server.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, certificate);
        try (OutputStream target = Files.newOutputStream(trustStore())) {
            trusted.store(target, PASSWORD.toCharArray());
        }
    }

    private static void writePem(Path file, String kind, byte[] content) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n");
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", arguments) + ": " + words);
        }
    }
}
