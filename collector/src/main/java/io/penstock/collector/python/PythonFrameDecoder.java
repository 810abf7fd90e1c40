package io.penstock.collector.python;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CorruptedFrameException;
import io.penstock.collector.net.FrameDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Frames of SocketHandler: the length in four bytes, the highest first, and so many bytes. Before it a magic number, if the operator says so. */
final class PythonFrameDecoder extends FrameDecoder {

    private final int mostBytes;
    private final @Nullable Integer magic;

    PythonFrameDecoder(int mostBytes, @Nullable Integer magic) {
        this.mostBytes = mostBytes;
        this.magic = magic;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        int header = magic == null ? Integer.BYTES : 2 * Integer.BYTES;
        if (in.readableBytes() < header) {
            return;
        }
        int start = in.readerIndex();
        if (magic != null && in.getInt(start) != magic) {
            throw new CorruptedFrameException(String.format(
                    "a frame begins with %08x and not with --python-magic=%08x", in.getInt(start), magic));
        }
        long length = in.getUnsignedInt(start + header - Integer.BYTES);
        if (length > mostBytes) {
            throw new CorruptedFrameException(
                    "a frame of " + length + " bytes; --max-record-bytes allows " + mostBytes);
        }
        if (in.readableBytes() >= header + length) {
            byte[] pickle = new byte[(int) length];
            in.getBytes(start + header, pickle);
            in.readerIndex(start + header + (int) length);
            out.add(pickle);
        }
    }
}
