package io.penstock.collector.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** TLS of a port that is listened on: the JDK's, 1.2 and 1.3. Safe for any thread. */
public final class ServerTls {

    private static final long HANDSHAKE_SECONDS = 10;

    /**
     * A second longer than a ticket of TLS 1.3 may be good for, whereupon the JDK sends none. A client that only sends would never read it, and a socket
     * that is closed with something unread in it is reset: what it has sent last would be lost on our side.
     */
    private static final long NO_TICKETS_SECONDS = 7 * 24 * 60 * 60 + 1;

    private static final long MOST_SESSIONS = 1000;

    private final SslContext context;
    private final boolean asksForCertificate;

    private ServerTls(SslContext context, boolean asksForCertificate) {
        this.context = context;
        this.asksForCertificate = asksForCertificate;
    }

    /**
     * Reads the files.
     *
     * @param certificate PEM: ours first, then those that it was signed with
     * @param key PEM: PKCS#8, not encrypted
     * @param clientCa PEM: who signs the certificates that clients must show; null: they need none
     * @throws IOException that says which file, and what is wrong with it
     */
    public static ServerTls of(Path certificate, Path key, @Nullable Path clientCa) throws IOException {
        SslContextBuilder builder = SslContextBuilder.forServer(Pem.key(key), Pem.certificates(certificate))
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .sessionTimeout(NO_TICKETS_SECONDS)
                .sessionCacheSize(MOST_SESSIONS);
        if (clientCa != null) {
            builder.trustManager(Pem.certificates(clientCa)).clientAuth(ClientAuth.REQUIRE);
        }
        try {
            return new ServerTls(builder.build(), clientCa != null);
        } catch (IOException | RuntimeException unfit) {
            throw new IOException(
                    "the certificate in " + certificate + " and the key in " + key + " cannot be used together: "
                            + unfit.getMessage(),
                    unfit);
        }
    }

    /** Whether a client must show one. */
    public boolean asksForCertificate() {
        return asksForCertificate;
    }

    /** @param work runs what takes long: signing, and checking of signatures */
    SslHandler newHandler(ByteBufAllocator allocator, Executor work) {
        SslHandler handler = context.newHandler(allocator, work);
        handler.setHandshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
        return handler;
    }
}
