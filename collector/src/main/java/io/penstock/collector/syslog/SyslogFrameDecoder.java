package io.penstock.collector.syslog;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CorruptedFrameException;
import io.penstock.collector.net.FrameDecoder;
import java.util.List;

/**
 * Messages out of a TCP stream: octet-counted, or ended by a line feed (RFC 6587, 3.4.1 and 3.4.2). A message that begins with a digit is counted: a syslog
 * message itself begins with {@code <}.
 */
final class SyslogFrameDecoder extends FrameDecoder {

    private static final int MOST_DIGITS = 9;

    private final int mostBytes;

    SyslogFrameDecoder(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (isDigit(in.getByte(in.readerIndex()))) {
            counted(in, out);
        } else {
            line(in, out);
        }
    }

    /** A sender that says that nothing more comes has ended its last line, too. One that breaks off has not. */
    @Override
    protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        super.decodeLast(context, in, out);
        if (context.channel().isActive() && in.isReadable() && !isDigit(in.getByte(in.readerIndex()))) {
            byte[] message = new byte[in.readableBytes()];
            in.readBytes(message);
            out.add(message);
        }
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    private void counted(ByteBuf in, List<Object> out) {
        int at = in.readerIndex();
        int length = 0;
        int digits = 0;
        while (at < in.writerIndex() && in.getByte(at) >= '0' && in.getByte(at) <= '9' && digits < MOST_DIGITS) {
            length = length * 10 + (in.getByte(at) - '0');
            at++;
            digits++;
        }
        if (at == in.writerIndex()) {
            return;
        }
        if (in.getByte(at) != ' ') {
            throw new CorruptedFrameException("a message begins with digits that are no length");
        }
        if (length > mostBytes) {
            throw new CorruptedFrameException(
                    "a message of " + length + " bytes; --max-record-bytes allows " + mostBytes);
        }
        if (in.writerIndex() - at - 1 >= length) {
            byte[] message = new byte[length];
            in.getBytes(at + 1, message);
            in.readerIndex(at + 1 + length);
            out.add(message);
        }
    }

    private void line(ByteBuf in, List<Object> out) {
        int end = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
        int length = (end < 0 ? in.writerIndex() : end) - in.readerIndex();
        if (length > mostBytes) {
            throw new CorruptedFrameException("a line of " + length + " bytes; --max-record-bytes allows " + mostBytes);
        }
        if (end >= 0) {
            byte[] message = new byte[length];
            in.readBytes(message);
            in.skipBytes(1);
            if (length > 0) {
                out.add(message);
            }
        }
    }
}
