package io.penstock.benchmark.demo;

import io.penstock.peer.ReceiverProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Who gets the messages, in a process of its own that is killed with -9 and started again. Not safe for concurrent use. */
interface Receiver extends AutoCloseable {

    /** For RELP. */
    int port();

    /** Returns when it listens. */
    void start() throws IOException;

    void kill();

    /** How often it was killed. */
    int kills();

    /** What it has kept. */
    ReceivedMessages received() throws IOException, InterruptedException;

    /** How many messages came again and were not kept a second time; empty if it keeps what comes. */
    OptionalLong removed() throws IOException;

    @Override
    void close();

    /** A receiver that appends what it gets to a file. */
    static Receiver ofLines(Path directory) throws IOException {
        ReceiverProcess process = ReceiverProcess.of("relp", directory);
        return new Receiver() {
            @Override
            public int port() {
                return process.port();
            }

            @Override
            public void start() throws IOException {
                process.start();
                process.prepareNextLife();
            }

            @Override
            public void kill() {
                process.kill();
            }

            @Override
            public int kills() {
                return process.lives() - 1;
            }

            @Override
            public ReceivedMessages received() throws IOException {
                return ReceivedMessages.in(directory);
            }

            @Override
            public OptionalLong removed() {
                return OptionalLong.empty();
            }

            @Override
            public void close() {
                process.close();
            }
        };
    }
}
