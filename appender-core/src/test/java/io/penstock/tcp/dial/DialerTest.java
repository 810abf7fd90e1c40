package io.penstock.tcp.dial;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.peer.Ports;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(60)
class DialerTest {

    @Test
    @EnabledOnOs(OS.LINUX) // elsewhere the kernel may refuse it
    void isConnectedToItself_ownPort_isRecognized() throws Exception {
        InetSocketAddress own = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), Ports.free());
        try (SocketChannel channel = SocketChannel.open()) {
            channel.bind(own);
            channel.connect(own);

            assertThat(Dialer.isConnectedToItself(channel)).isTrue();
        }
    }

    @Test
    void isConnectedToItself_peer_isNot() throws Exception {
        try (ServerSocket peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SocketChannel channel = SocketChannel.open(peer.getLocalSocketAddress())) {
            assertThat(Dialer.isConnectedToItself(channel)).isFalse();
        }
    }
}
