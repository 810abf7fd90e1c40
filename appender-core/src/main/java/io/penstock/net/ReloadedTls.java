package io.penstock.net;

import io.penstock.sink.Announcer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLEngine;

/**
 * TLS engines whose key and trust stores are read again when they have changed, before the next connection: certificates
 * are renewed while applications run. If they cannot be read, those read before stay in use. Confined to the drain thread.
 */
public final class ReloadedTls implements TlsEngines {

    /** Reads the stores. */
    @FunctionalInterface
    public interface Source {

        /** @throws IllegalArgumentException as {@code GeneralSecurityException}, with a message for the user */
        TlsEngines read() throws GeneralSecurityException;
    }

    private static final String MISSING = "missing";

    private final Source source;
    private final List<Path> files;
    private final Announcer announcer;
    private TlsEngines current;
    private List<String> read;
    /** What could not be read, and was told. */
    private List<String> refused = List.of();

    private ReloadedTls(Source source, List<Path> files, Announcer announcer) throws GeneralSecurityException {
        this.source = source;
        this.files = List.copyOf(files);
        this.announcer = announcer;
        // Before the stores, so that one that changes meanwhile is read again.
        this.read = state();
        this.current = source.read();
    }

    /**
     * The engines of what is there now, and later of what is there then.
     *
     * @param files those that are read; none: what is read now stays
     */
    public static TlsEngines of(Source source, List<Path> files, Announcer announcer) throws GeneralSecurityException {
        return files.isEmpty() ? source.read() : new ReloadedTls(source, files, announcer);
    }

    @Override
    public SSLEngine engine(String host, int port) throws IOException, GeneralSecurityException {
        List<String> now = state();
        if (!now.equals(read)) {
            readAgain(now);
        }
        return current.engine(host, port);
    }

    private void readAgain(List<String> now) {
        try {
            current = source.read();
            read = now;
            quietly(() -> announcer.inform("The TLS stores have changed and were read again: " + files));
        } catch (GeneralSecurityException | RuntimeException unreadable) {
            // Perhaps it is being written: with the next connection it is tried again, in silence until it changes
            // again.
            if (!now.equals(refused)) {
                refused = now;
                quietly(() -> announcer.warn(
                        "The TLS stores have changed and cannot be read: " + unreadable.getMessage()
                                + ". Those read before stay in use; the next connection tries again",
                        unreadable));
            }
        }
    }

    /** A status channel that throws is no reason not to connect. */
    private static void quietly(Runnable telling) {
        try {
            telling.run();
        } catch (Throwable failing) {
            // Then there is nobody to tell.
        }
    }

    /** A file written in place has another time or size; one that was put in its place, by a link for instance, is another. */
    private List<String> state() {
        List<String> states = new ArrayList<>();
        for (Path file : files) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                states.add(attributes.lastModifiedTime() + " " + attributes.size() + " "
                        + Objects.toString(attributes.fileKey()));
            } catch (IOException missing) {
                states.add(MISSING);
            }
        }
        return states;
    }
}
