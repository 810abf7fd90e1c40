package io.penstock.collector.syslog;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CorruptedFrameException;
import io.penstock.collector.net.FrameDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * RELP's frames: {@code TXNR SP COMMAND SP LENGTH [SP DATA] LF}. A frame that cannot be, or is too long, ends the connection; no memory is taken
 * for a length before its bytes are there.
 */
final class RelpDecoder extends FrameDecoder {

    private static final int MOST_DIGITS = 9;

    private static final int LONGEST_HEADER = 9 + 1 + 32 + 1 + 9 + 1;

    private final int mostDataBytes;

    RelpDecoder(int mostDataBytes) {
        this.mostDataBytes = mostDataBytes;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        int start = in.readerIndex();
        int number = space(in, start);
        int command = number < 0 ? -1 : space(in, number + 1);
        int lengthEnd = command < 0 ? -1 : lengthEnd(in, command + 1);
        if (lengthEnd < 0) {
            if (in.readableBytes() > LONGEST_HEADER) {
                throw new CorruptedFrameException("this is no frame of RELP");
            }
            return;
        }
        int length = number(in, command + 1, lengthEnd);
        if (length > mostDataBytes) {
            throw new CorruptedFrameException(
                    "a frame of " + length + " bytes; --max-record-bytes allows " + mostDataBytes);
        }
        int data = length == 0 ? lengthEnd : lengthEnd + 1;
        if (in.writerIndex() <= data + length) {
            return;
        }
        if ((length > 0 && in.getByte(lengthEnd) != ' ') || in.getByte(data + length) != '\n') {
            throw new CorruptedFrameException("a frame of RELP does not end where its length says");
        }
        byte[] bytes = new byte[length];
        in.getBytes(data, bytes);
        out.add(new RelpFrame(
                number(in, start, number),
                in.toString(number + 1, command - number - 1, StandardCharsets.US_ASCII),
                bytes));
        in.readerIndex(data + length + 1);
    }

    private static int space(ByteBuf in, int from) {
        return in.indexOf(from, Math.min(in.writerIndex(), from + LONGEST_HEADER), (byte) ' ');
    }

    /** Where the digits end; -1: that is not to be seen yet. */
    private static int lengthEnd(ByteBuf in, int from) {
        int at = from;
        while (at < in.writerIndex() && in.getByte(at) >= '0' && in.getByte(at) <= '9') {
            at++;
        }
        return at < in.writerIndex() ? at : -1;
    }

    private static int number(ByteBuf in, int from, int to) {
        int number = 0;
        for (int at = from; at < to; at++) {
            int digit = in.getByte(at) - '0';
            if (digit < 0 || digit > 9 || to - from > MOST_DIGITS) {
                throw new CorruptedFrameException("a frame of RELP has no number where one belongs");
            }
            number = 10 * number + digit;
        }
        if (from == to) {
            throw new CorruptedFrameException("a frame of RELP has no number where one belongs");
        }
        return number;
    }
}
