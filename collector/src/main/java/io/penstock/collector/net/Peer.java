package io.penstock.collector.net;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.security.auth.x500.X500Principal;

/**
 * Who is at the other end of a connection. Immutable.
 *
 * @param address without the port, which differs each time
 * @param owner whose sessions these are: those of a certificate's subject and issuer if the client has shown one that was checked, so that they
 *     stay the same when it is renewed or the address changes; else those of the address
 */
public record Peer(String address, long owner) {

    private static final AttributeKey<Peer> KEY = AttributeKey.valueOf(Peer.class, "peer");

    /** After the handshake, which is over when the first byte of a protocol has come. On the connection's event loop. */
    public static Peer of(Channel connection) {
        Peer known = connection.attr(KEY).get();
        if (known == null) {
            InetAddress address = ((InetSocketAddress) connection.remoteAddress()).getAddress();
            known = new Peer(address.getHostAddress(), owner(connection, address));
            connection.attr(KEY).set(known);
        }
        return known;
    }

    private static long owner(Channel connection, InetAddress address) {
        SslHandler tls = connection.pipeline().get(SslHandler.class);
        if (tls != null) {
            try {
                Certificate[] chain = tls.engine().getSession().getPeerCertificates();
                if (chain[0] instanceof X509Certificate shown) {
                    return hash(named(shown).getBytes(StandardCharsets.UTF_8));
                }
            } catch (SSLPeerUnverifiedException noneWasAskedFor) {
                // Then the address counts.
            }
        }
        return hash(address.getAddress());
    }

    private static String named(X509Certificate shown) {
        return "certificate\n" + shown.getIssuerX500Principal().getName(X500Principal.CANONICAL) + "\n"
                + shown.getSubjectX500Principal().getName(X500Principal.CANONICAL);
    }

    private static long hash(byte[] of) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(of))
                    .getLong();
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
