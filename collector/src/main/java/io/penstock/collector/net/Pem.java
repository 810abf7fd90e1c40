package io.penstock.collector.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates and keys out of files, with a sentence about what is wrong with them. */
public final class Pem {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----", Pattern.DOTALL);

    private Pem() {}

    /** @throws IOException if the file is not there, cannot be read, or holds none */
    public static X509Certificate[] certificates(Path file) throws IOException {
        byte[] content = read(file);
        try {
            List<X509Certificate> found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(content))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!found.isEmpty()) {
                return found.toArray(X509Certificate[]::new);
            }
        } catch (CertificateException none) {
            // As below.
        }
        throw new IOException(file + " holds no certificate; give a PEM file with BEGIN CERTIFICATE");
    }

    /** @throws IOException if the file is not there, cannot be read, or holds none that is PKCS#8 and not encrypted */
    public static PrivateKey key(Path file) throws IOException {
        Matcher found = KEY.matcher(new String(read(file), StandardCharsets.ISO_8859_1));
        if (found.find()) {
            try {
                byte[] encoded = Base64.getMimeDecoder().decode(found.group(1));
                for (String kind : List.of("RSA", "EC", "Ed25519")) {
                    try {
                        return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(encoded));
                    } catch (GeneralSecurityException another) {
                        // The next kind, perhaps.
                    }
                }
            } catch (IllegalArgumentException damaged) {
                // As below.
            }
        }
        throw new IOException(file + " holds no private key that can be read; give a PEM file with BEGIN PRIVATE KEY"
                + " (openssl pkcs8 -topk8 -nodes makes one)");
    }

    private static byte[] read(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw new IOException(file + " does not exist", missing);
        } catch (IOException unreadable) {
            throw new IOException(
                    file + " cannot be read: "
                            + (unreadable instanceof java.nio.file.AccessDeniedException
                                    ? "permission denied"
                                    : unreadable.getMessage()),
                    unreadable);
        }
    }
}
