package io.penstock.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.peer.FaultProxy.Direction;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private ScriptedPeer echo;
    private FaultProxy proxy;

    @BeforeEach
    void startEcho() throws IOException {
        echo = new ScriptedPeer(this::echo);
        proxy = new FaultProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), echo.port()));
    }

    @AfterEach
    void stopEcho() {
        proxy.close();
        echo.close();
    }

    private void echo(Talk talk) throws IOException {
        try {
            for (String bytes = talk.readText(); bytes != null; bytes = talk.readText()) {
                heard.add(bytes);
                talk.say(bytes);
            }
            heard.add("end");
        } catch (SocketException reset) {
            heard.add("reset");
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String hear(Socket socket, int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
    }

    @Test
    void proxy_withoutFaults_passesBothWaysAndTheEnd() throws Exception {
        try (Socket socket = connect()) {
            say(socket, "hello");

            assertThat(hear(socket, 5)).isEqualTo("hello");
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(proxy.accepted()).isEqualTo(1);
    }

    @Test
    void latency_oneDirection_delaysIt() throws Exception {
        proxy.latency(Direction.TO_SERVER, 60, 20);
        try (Socket socket = connect()) {
            long start = System.nanoTime();
            say(socket, "late");

            assertThat(hear(socket, 4)).isEqualTo("late");
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(60));
        }
    }

    @Test
    void slices_ofOneByte_keepEveryByte() throws Exception {
        proxy.slice(Direction.TO_SERVER, 1);
        proxy.slice(Direction.TO_CLIENT, 1);
        try (Socket socket = connect()) {
            say(socket, "one by one");

            assertThat(hear(socket, 10)).isEqualTo("one by one");
        }
        // Counted where they are written: the kernel may join what was written apart.
        assertThat(proxy.writes(Direction.TO_SERVER)).isEqualTo(10);
    }

    @Test
    void stall_thenHeal_holdsBackAndLosesNothing() throws Exception {
        try (Socket socket = connect()) {
            say(socket, "a");
            assertThat(hear(socket, 1)).isEqualTo("a");
            proxy.stall(Direction.TO_CLIENT);
            say(socket, "bc");
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("a");
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("bc");
            socket.setSoTimeout(100);
            assertThatThrownBy(() -> hear(socket, 1)).isInstanceOf(SocketTimeoutException.class);

            proxy.heal();

            socket.setSoTimeout(20_000);
            assertThat(hear(socket, 2)).isEqualTo("bc");
        }
    }

    @Test
    void halfClose_towardsClient_leavesTheOtherDirection() throws Exception {
        try (Socket socket = connect()) {
            say(socket, "a");
            assertThat(hear(socket, 1)).isEqualTo("a");

            proxy.halfClose(Direction.TO_CLIENT);

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            say(socket, "b");
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("a");
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("b");
        }
    }

    @Test
    void reset_bothEnds_learnOfIt() throws Exception {
        try (Socket socket = connect()) {
            say(socket, "a");
            assertThat(hear(socket, 1)).isEqualTo("a");

            proxy.reset();

            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("a");
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("reset");
        }
    }

    @Test
    void corruptAndDrop_changeWhatArrives() throws Exception {
        proxy.drop(Direction.TO_SERVER, 2);
        proxy.corrupt(Direction.TO_SERVER, 4);
        try (Socket socket = connect()) {
            say(socket, "xxaaaaaaaa");

            assertThat(hear(socket, 8)).isEqualTo("aaa4aaa4");
        }
    }

    @Test
    void refuse_thenHeal_listensOnTheSamePort() throws Exception {
        proxy.refuse();
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);

        proxy.heal();

        try (Socket socket = connect()) {
            say(socket, "back");
            assertThat(hear(socket, 4)).isEqualTo("back");
        }
    }

    @Test
    void neverRead_takesConnectionsAndNothingElse() throws Exception {
        proxy.neverRead();
        try (Socket socket = connect()) {
            say(socket, "a");
            socket.setSoTimeout(100);
            InputStream in = socket.getInputStream();
            assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(echo.connections()).isZero();
    }
}
