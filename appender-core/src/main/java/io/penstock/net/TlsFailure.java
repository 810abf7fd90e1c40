package io.penstock.net;

import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Says in one line why TLS failed: what the JDK knows lies several causes deep, or in a text without advice. */
final class TlsFailure {

    private static final String ALERT = "Received fatal alert: ";
    private static final int LONGEST_REASON = 300;

    private TlsFailure() {}

    static IOException inHandshake(String host, Throwable cause) {
        return withCause(new SSLHandshakeException("TLS handshake with " + host + " failed: " + reason(cause)), cause);
    }

    static IOException later(String host, Throwable cause) {
        return withCause(new SSLException("TLS connection to " + host + " failed: " + reason(cause)), cause);
    }

    private static IOException withCause(IOException failure, Throwable cause) {
        failure.initCause(cause);
        return failure;
    }

    static boolean isAlert(Throwable failure) {
        String message = failure.getMessage();
        return message != null && message.contains(ALERT);
    }

    private static String reason(Throwable failure) {
        Throwable last = failure;
        for (Throwable cause = failure; cause != null && cause != cause.getCause(); cause = cause.getCause()) {
            last = cause;
            String reason = certificateReason(cause);
            if (reason != null) {
                return reason;
            }
        }
        return messageReason(textOf(failure), textOf(last));
    }

    private static @Nullable String certificateReason(Throwable cause) {
        if (cause instanceof CertificateExpiredException) {
            return "the peer's certificate has expired (" + textOf(cause) + ")";
        }
        if (cause instanceof CertificateNotYetValidException) {
            return "the peer's certificate is not valid yet (" + textOf(cause) + "); compare the clocks";
        }
        if (cause instanceof CertPathBuilderException) {
            return "the peer's certificate is not trusted (" + textOf(cause)
                    + "); add the certificate of its issuer to the trust store";
        }
        // The JDK has no type of its own for this; all other reasons come with one.
        if (cause.getClass() == CertificateException.class
                && cause.getCause() == null
                && (textOf(cause).startsWith("No ") || textOf(cause).contains("subject alternative"))) {
            return "the peer's certificate is for another host (" + textOf(cause)
                    + "); use a name that it holds, or hostnameVerification=false to trust any host that has it";
        }
        return null;
    }

    private static String messageReason(String text, String deepest) {
        int alert = text.indexOf(ALERT);
        if (alert >= 0) {
            return alertReason(text.substring(alert + ALERT.length()));
        }
        if (text.contains("nrecognized SSL message") || text.contains("nrecognized record")) {
            return "what the peer answered is not TLS; does it expect TLS on this port?";
        }
        return text.equals(deepest) ? text : text + " (" + deepest + ")";
    }

    private static String alertReason(String alert) {
        String reason = "the peer refused with alert " + alert;
        return switch (alert) {
            case "bad_certificate", "certificate_required", "certificate_unknown", "unknown_ca" ->
                reason + "; does it ask for a client certificate that keyStore lacks?";
            case "protocol_version", "insufficient_security" ->
                reason + "; compare protocols and cipherSuites on both sides";
            // With TLS 1.2 also for a client certificate that is missing.
            case "handshake_failure" ->
                reason + "; compare protocols and cipherSuites on both sides; does it ask for a client certificate that"
                        + " keyStore lacks?";
            default -> reason;
        };
    }

    // Parts of it were chosen by the peer: no line breaks, no end of it.
    private static String textOf(Throwable failure) {
        String message = failure.getMessage();
        String text = message == null ? failure.getClass().getSimpleName() : message;
        String line = text.replaceAll("\\p{Cntrl}+", " ").trim();
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "...";
    }
}
