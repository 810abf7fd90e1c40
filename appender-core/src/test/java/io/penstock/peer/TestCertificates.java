package io.penstock.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * An authority of our own and what it has signed, made by the JDK's keytool: a server's certificate for {@code
 * localhost} and 127.0.0.1. Immutable once made.
 */
public final class TestCertificates {

    /** Of all stores and keys. */
    public static final String PASSWORD = "changeit";

    private final Path directory;

    /** Makes them; takes some seconds. */
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

    /** PKCS12, the authority's certificate only: what a client trusts. */
    public Path trustStore() {
        return directory.resolve("trust.p12");
    }

    /** PKCS12, the server's key and chain. */
    public Path serverStore() {
        return directory.resolve("server.p12");
    }

    public Path authorityPem() {
        return directory.resolve("authority.pem");
    }

    /** The server's certificate. */
    public Path serverPem() {
        return directory.resolve("server.pem");
    }

    public Path serverKeyPem() {
        return directory.resolve("server-key.pem");
    }

    private void make() throws IOException, InterruptedException, GeneralSecurityException {
        keytool("authority.p12", "-genkeypair", "-alias", "authority", "-dname", "CN=Test authority", "-ext", "bc:c");
        keytool("server.p12", "-genkeypair", "-alias", "server", "-dname", "CN=localhost");
        keytool("server.p12", "-certreq", "-alias", "server", "-file", path("server.csr"));
        keytool(
                "authority.p12",
                "-gencert",
                "-alias",
                "authority",
                "-infile",
                path("server.csr"),
                "-outfile",
                path("server.pem"),
                "-rfc",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1");
        keytool("authority.p12", "-exportcert", "-alias", "authority", "-rfc", "-file", path("authority.pem"));
        keytool("server.p12", "-importcert", "-alias", "authority", "-noprompt", "-file", path("authority.pem"));
        keytool("server.p12", "-importcert", "-alias", "server", "-noprompt", "-file", path("server.pem"));
        keytool("trust.p12", "-importcert", "-alias", "authority", "-noprompt", "-file", path("authority.pem"));

        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream source = Files.newInputStream(serverStore())) {
            store.load(source, PASSWORD.toCharArray());
        }
        byte[] key = store.getKey("server", PASSWORD.toCharArray()).getEncoded();
        Files.writeString(
                serverKeyPem(),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
                        + "\n-----END PRIVATE KEY-----\n");
    }

    private void keytool(String store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-keystore",
                path(store),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        command.addAll(List.of(arguments));
        if (arguments[0].equals("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2"));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String words = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", arguments) + ": " + words);
        }
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }
}
