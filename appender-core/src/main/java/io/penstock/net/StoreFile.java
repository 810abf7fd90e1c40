package io.penstock.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A key store or trust store as it was read. What is wrong with it is said without its password. */
final class StoreFile {

    private final String setting;
    private final String file;
    private final KeyStore store;
    private final char @Nullable [] password;

    private StoreFile(String setting, String file, KeyStore store, char @Nullable [] password) {
        this.setting = setting;
        this.file = file;
        this.store = store;
        this.password = password;
    }

    /** Null if there is none, or if it has problems, which are added. */
    static @Nullable StoreFile of(
            String setting,
            @Nullable String file,
            @Nullable String password,
            @Nullable String type,
            List<String> problems) {
        if (file == null) {
            for (String companion :
                    password != null ? List.of("Password") : type != null ? List.of("Type") : List.<String>of()) {
                problems.add(setting + companion + " is set without " + setting + "; set " + setting + " or remove it");
            }
            return null;
        }
        char[] secret = password == null ? null : password.toCharArray();
        String kind = type == null ? KeyStore.getDefaultType() : type;
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            KeyStore store = KeyStore.getInstance(kind);
            store.load(in, secret);
            return new StoreFile(setting, file, store, secret);
        } catch (NoSuchFileException | InvalidPathException e) {
            problems.add(setting + "=" + file + " does not exist; correct the path");
        } catch (KeyStoreException e) {
            problems.add(setting + "Type=" + kind + " is unknown to this JVM; use PKCS12 or JKS");
        } catch (IOException e) {
            problems.add(
                    e.getCause() instanceof UnrecoverableKeyException
                            ? setting + "Password does not open " + setting + "=" + file + "; correct it"
                            : setting + "=" + file + " cannot be read as " + kind + " ("
                                    + e.getClass().getSimpleName() + ": "
                                    + e.getMessage() + "); correct " + setting + ", " + setting + "Type or "
                                    + setting + "Password");
        } catch (GeneralSecurityException e) {
            problems.add(setting + "=" + file + " uses what this JVM does not know ("
                    + e.getClass().getSimpleName() + "); write it anew with keytool");
        }
        return null;
    }

    /** Null with a problem added if there is no key in it. */
    @Nullable
    KeyManagerFactory keyManagers(List<String> problems) throws GeneralSecurityException, IOException {
        if (Collections.list(store.aliases()).stream().noneMatch(this::isKey)) {
            problems.add(setting + "=" + file + " has no private key; import one, or remove " + setting);
            return null;
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        try {
            factory.init(store, password);
        } catch (UnrecoverableKeyException | NullPointerException e) {
            problems.add(setting + "Password does not open the key in " + setting + "=" + file
                    + "; give the key the password of its store");
            return null;
        }
        return factory;
    }

    private boolean isKey(String alias) {
        try {
            return store.isKeyEntry(alias);
        } catch (KeyStoreException notLoaded) {
            return false;
        }
    }

    /** Null with a problem added if there is no certificate in it. */
    @Nullable
    TrustManagerFactory trustManagers(List<String> problems) throws GeneralSecurityException, IOException {
        if (store.size() == 0) {
            problems.add(setting + "=" + file + " has no certificate that can be read; import one, or set " + setting
                    + "Password if they are encrypted");
            return null;
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }
}
