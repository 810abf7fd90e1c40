package io.penstock.collector.logd;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;

/** Whatever a client sends, and however the network cuts it: the same requests come out, and nothing is thrown. */
class RequestDecoderFuzzTest {

    private static final int MOST_RECORD_BYTES = 4096;

    private static List<String> requests(byte[] bytes, int cut) {
        EmbeddedChannel channel = new EmbeddedChannel(new RequestDecoder(MOST_RECORD_BYTES));
        channel.writeInbound(Unpooled.copiedBuffer(bytes, 0, cut));
        channel.writeInbound(Unpooled.copiedBuffer(bytes, cut, bytes.length - cut));
        List<String> requests = new ArrayList<>();
        for (Object request = channel.readInbound(); request != null; request = channel.readInbound()) {
            if (request instanceof Request.Batch batch) {
                assertThat(batch.batch().count()).isPositive();
                requests.add(batch.topic() + " " + batch.batch().count() + " "
                        + batch.batch().body().hashCode());
            } else {
                requests.add(request.toString());
            }
            if (request instanceof Request.Bad bad && bad.fatal()) {
                // The connection is closed.
                break;
            }
        }
        channel.finishAndReleaseAll();
        return requests;
    }

    @FuzzTest(maxDuration = "20s")
    void decode(byte[] bytes) {
        assertThat(requests(bytes, bytes.length / 3)).isEqualTo(requests(bytes, bytes.length));
    }
}
