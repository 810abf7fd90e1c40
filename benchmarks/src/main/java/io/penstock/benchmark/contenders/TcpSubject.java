package io.penstock.benchmark.contenders;

/**
 * One way of logging to a TCP port of this machine. {@link #log} is safe for any thread; the rest belongs to the thread that
 * runs the measurement. An instance is started once.
 */
public interface TcpSubject {

    /** Starts to log to this port. */
    void start(int port);

    /** Logs a message at INFO; it becomes one record. */
    void log(String message);

    /** Logs {@code "order {} processed for {}"} at INFO, in the notation of its host. */
    void log(int orderId, String customer);

    /** Returns when the subject has sent all that it is ever going to send. */
    void stop();

    /** What the subject itself says it has lost, or may have lost; "-" if it has nothing to say. */
    String confession();
}
