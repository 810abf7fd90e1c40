package io.penstock.tcp.dial;

import io.penstock.sink.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The addresses behind one host's name. Confined to the drain thread, but for the short-lived thread that asks: a name
 * service may hang for minutes. However often it hangs, no second thread is started as long as the first one lives.
 */
final class NameLookup {

    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    private final String host;
    private final NameService names;
    private final Runnable answered;
    private final TimeSource time;
    private final long longestKeptNanos;
    private volatile @Nullable Question question;

    /**
     * Asks nobody yet.
     *
     * @param answered run on the asking thread when there is an answer
     * @param longestKept how old an answer may be that nobody waited for any more when it came
     */
    NameLookup(String host, NameService names, Runnable answered, TimeSource time, Duration longestKept) {
        this.host = host;
        this.names = names;
        this.answered = answered;
        this.time = time;
        this.longestKeptNanos = longestKept.toNanos();
    }

    /**
     * Asks anew, unless an earlier question is still open, or was answered when nobody waited any more: a name service that
     * always takes longer than anybody waits would otherwise never be heard.
     */
    void begin() throws IOException {
        Question open = question;
        if (open != null && (open.answer == null || isFreshAndUnused(open, open.answer))) {
            return;
        }
        Question asked = new Question();
        question = asked;
        if (isLiteral(host)) {
            asked.ask();
            return;
        }
        // Inherits the mark that keeps those who work for the sink from waiting for it; nothing else is inheritable
        // from the drain thread.
        Thread thread = new Thread(asked::askAndTell, "penstock-lookup-" + host);
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (Throwable noThread) {
            question = null;
            throw new IOException("no thread could be started to look up " + host, noThread);
        }
    }

    /**
     * The answer, or null as long as there is none.
     *
     * @throws IOException if there is no such host, or the name service failed
     */
    @Nullable
    List<InetAddress> addresses() throws IOException {
        Question asked = question;
        Answer answer = asked == null ? null : asked.answer;
        if (asked == null || answer == null) {
            return null;
        }
        asked.used = true;
        if (answer.failure != null) {
            throw new UnknownHostException("the name " + host + " has no address (" + reason(answer.failure) + ")");
        }
        return answer.addresses;
    }

    private boolean isFreshAndUnused(Question asked, Answer answer) {
        return !asked.used && answer.failure == null && time.nanos() - answer.atNanos <= longestKeptNanos;
    }

    private static String reason(Throwable failure) {
        return failure instanceof UnknownHostException ? "unknown host" : failure.toString();
    }

    static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
    }

    private final class Question {
        private volatile @Nullable Answer answer;
        /** The drain thread's. */
        private boolean used;

        void askAndTell() {
            ask();
            answered.run();
        }

        void ask() {
            try {
                List<InetAddress> found = List.of(names.lookUp(host));
                answer = new Answer(found, found.isEmpty() ? new UnknownHostException(host) : null, time.nanos());
            } catch (Throwable failure) {
                answer = new Answer(List.of(), failure, 0);
            }
        }
    }

    private record Answer(
            List<InetAddress> addresses, @Nullable Throwable failure, long atNanos) {}
}
