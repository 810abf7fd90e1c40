package io.penstock.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class TlsFailureTest {

    @Test
    void inHandshake_textWithLineBreaks_isOneLine() {
        IOException failure = TlsFailure.inHandshake("peer:1", new SSLException("first\r\nsecond\u0000third"));

        assertThat(failure)
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessage("TLS handshake with peer:1 failed: first second third");
    }

    @Test
    void inHandshake_endlessText_isCut() {
        IOException failure = TlsFailure.inHandshake("peer:1", new SSLException("x".repeat(100_000)));

        assertThat(failure).hasMessage("TLS handshake with peer:1 failed: " + "x".repeat(300) + "...");
    }

    @Test
    void later_deepestCause_isSaidToo() {
        IOException failure = TlsFailure.later("peer:1", new SSLException("outer", new IllegalStateException("inner")));

        assertThat(failure).hasMessage("TLS connection to peer:1 failed: outer (inner)");
    }

    @Test
    void later_noText_namesTheClass() {
        assertThat(TlsFailure.later("peer:1", new SSLException((String) null)))
                .hasMessage("TLS connection to peer:1 failed: SSLException");
    }
}
