package io.penstock.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiverProcessTest {

    @TempDir
    Path directory;

    private static void say(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static Socket connect(ReceiverProcess receiver) throws IOException {
        Socket socket = new Socket(receiver.address().getAddress(), receiver.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Sends, ends its side, and waits until the receiver has done so too: then everything is in the file. */
    private static void sendAll(ReceiverProcess receiver, String text) throws IOException {
        try (Socket socket = connect(receiver)) {
            say(socket, text);
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
    }

    @Test
    void lines_killedAndRestarted_keepsWhatItTookAndCountsNoHalves() throws Exception {
        try (ReceiverProcess receiver = ReceiverProcess.of("lines", directory)) {
            receiver.start();
            sendAll(receiver, "#0# a\n#1# b\n#2# cut he");
            receiver.prepareNextLife();

            receiver.kill();
            Assertions.assertThatThrownBy(() -> connect(receiver).close()).isInstanceOf(ConnectException.class);
            receiver.start();
            sendAll(receiver, "#1# b\n#3# d\n");
        }

        Received received = Received.in(directory);
        assertThat(received.records()).isEqualTo(4);
        assertThat(received.duplicates()).isEqualTo(1);
        assertThat(received.lost(5)).isEqualTo(2);
        assertThat(received.firstLost(5)).containsExactly(2, 4);
        assertThat(received.outOfOrder()).isZero();
        assertThat(received.strange()).isZero();
    }

    @Test
    void relp_inOddPieces_answersInOrderAfterWriting() throws Exception {
        try (ReceiverProcess receiver = ReceiverProcess.of("relp", directory)) {
            receiver.start();
            try (Socket socket = connect(receiver)) {
                String all = "000000001 open 14 relp_version=0\n000000002 syslog 5 #0# a\n000000003 syslog 5 #1# b\n"
                        + "4 close 0\n";
                for (int i = 0; i < all.length(); i += 5) {
                    say(socket, all.substring(i, Math.min(all.length(), i + 5)));
                }

                String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

                assertThat(answers)
                        .startsWith("1 rsp 65 200 OK\nrelp_version=0")
                        .endsWith("2 rsp 6 200 OK\n3 rsp 6 200 OK\n4 rsp 0\n0 serverclose 0\n");
                assertThat(Received.in(directory).records()).isEqualTo(2);
            }
        }
    }

    @Test
    void received_laterBeforeEarlier_isOutOfOrderButRepeatsAreNot() throws Exception {
        Path file = directory.resolve("life-1.log");
        Files.writeString(file, "#0# \n#1# \n#4# \n#2# \n#1# \n#4# \n#5# \nwhat\n#6# torn");

        Received received = Received.in(List.of(file));

        assertThat(received.records()).isEqualTo(7);
        assertThat(received.distinct()).isEqualTo(5);
        assertThat(received.outOfOrder()).isEqualTo(1);
        assertThat(received.strange()).isEqualTo(1);
        assertThat(received.firstLost(7)).containsExactly(3, 6);
    }
}
