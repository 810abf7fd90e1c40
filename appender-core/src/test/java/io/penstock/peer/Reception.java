package io.penstock.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One connection to a {@link ReceiverMain}: reads, writes to the file, and only then answers. */
final class Reception implements Runnable {

    private static final int FAST_READ = 64 << 10;
    private static final int SLOW_READ = 4 << 10;

    private final Socket socket;
    private final Intake intake;
    private final RecordFile file;
    private final ReceiverMain.Pace pace;

    Reception(Socket socket, Intake intake, RecordFile file, ReceiverMain.Pace pace) {
        this.socket = socket;
        this.intake = intake;
        this.file = file;
        this.pace = pace;
    }

    @Override
    public void run() {
        try (socket) {
            socket.setTcpNoDelay(true);
            receive(socket.getInputStream(), socket.getOutputStream());
        } catch (IOException gone) {
            // The sender is gone or talks nonsense: its records come again on another connection.
        }
    }

    private void receive(InputStream in, OutputStream out) throws IOException {
        boolean slow = pace.bytesPerSecond() > 0;
        byte[] buffer = new byte[slow ? SLOW_READ : FAST_READ];
        long readUntilNanos = System.nanoTime();
        long heldSinceNanos = 0;
        boolean holding = false;
        int length = 0;
        while (length >= 0 && !intake.isOver()) {
            length = read(in, buffer, holding ? heldSinceNanos : 0, holding);
            if (length > 0) {
                intake.take(buffer, length);
                if (!holding) {
                    heldSinceNanos = System.nanoTime();
                    holding = true;
                }
                if (slow) {
                    readUntilNanos = Math.max(readUntilNanos, System.nanoTime() - TimeUnit.SECONDS.toNanos(1))
                            + TimeUnit.SECONDS.toNanos(length) / pace.bytesPerSecond();
                    park(readUntilNanos);
                }
            }
            if (holding && System.nanoTime() - heldSinceNanos >= TimeUnit.MILLISECONDS.toNanos(pace.holdMillis())) {
                settle(out);
                holding = false;
            }
        }
        settle(out);
    }

    /** The bytes that came; 0: none before the records held must be written. */
    private int read(InputStream in, byte[] buffer, long heldSinceNanos, boolean holding) throws IOException {
        long millis = 0;
        if (holding) {
            long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - heldSinceNanos);
            millis = Math.max(1, pace.holdMillis() - passed);
        }
        socket.setSoTimeout((int) millis);
        try {
            return in.read(buffer);
        } catch (SocketTimeoutException timeToWrite) {
            return 0;
        }
    }

    private void settle(OutputStream out) throws IOException {
        file.append(intake.records());
        intake.answers().writeTo(out);
        intake.answers().reset();
    }

    private static void park(long untilNanos) {
        for (long left = untilNanos - System.nanoTime(); left > 0; left = untilNanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
