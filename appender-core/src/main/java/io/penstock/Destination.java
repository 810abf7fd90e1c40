package io.penstock;

/**
 * Where a sender connects to: a host's name or literal address, and a port. Immutable; safe for any thread.
 *
 * @param host without brackets, even if it is an IPv6 address
 */
public record Destination(String host, int port) {

    private static final int LARGEST_PORT = 65_535;

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if there is no host, or no port from 1 to 65535
     */
    public Destination {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("destination has no host; write host:port");
        }
        if (port < 1 || port > LARGEST_PORT) {
            throw new IllegalArgumentException(
                    "destination " + host + " has port " + port + "; use 1 to " + LARGEST_PORT);
        }
    }

    /**
     * Reads {@code host:port}, an IPv6 address in brackets: {@code [::1]:514}.
     *
     * @throws IllegalArgumentException if it is not of that form; the message says what to write
     */
    public static Destination parse(String text) {
        if (text.indexOf(',') >= 0) {
            throw new IllegalArgumentException("destination=" + text
                    + " names more than one; write one <destination> element each, in Java one call each");
        }
        String trimmed = text.trim();
        int colon = trimmed.lastIndexOf(':');
        String host = colon < 0 ? "" : trimmed.substring(0, colon).trim();
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty() || (!bracketed && host.indexOf(':') >= 0)) {
            throw new IllegalArgumentException("destination=" + text
                    + " is not of the form host:port; write for instance loghost:514 or [::1]:514");
        }
        try {
            return new Destination(
                    host, Integer.parseInt(trimmed.substring(colon + 1).trim()));
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException(
                    "destination=" + text + " has no number after the last colon;"
                            + " write for instance loghost:514 or [::1]:514",
                    noNumber);
        }
    }

    /** As users type it. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
