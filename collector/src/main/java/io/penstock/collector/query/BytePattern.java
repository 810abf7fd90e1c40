package io.penstock.collector.query;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A sequence of bytes to be looked for. Immutable.
 *
 * <p>Eight places are tried at once. Of the pattern the two bytes are chosen that are rarest in logs; eight bytes of the text are
 * compared with the one, and eight, so much further on as the two are apart, with the other, by the arithmetic on whole words that finds a zero byte
 * (Mycroft 1987; Hacker's Delight, 6-1). Only where both agree is the whole pattern compared.
 */
final class BytePattern {

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    /** What is common in JSON lines of logs, the commonest first; what is not in it is rare. */
    private static final byte[] COMMON = "\" e:,atoinrsl1d0ch2um.pg-fyT3456789Zw{}bvkISNEOARLDCMPFUGWBHVY_K/xjq()=MJXQ"
            .getBytes(StandardCharsets.US_ASCII);

    private final byte[] pattern;
    /** Where in the pattern its rarest and its second rarest byte are; the same if it has one only. */
    private final int rare;

    private final int second;
    private final long rareWord;
    private final long secondWord;

    /** @param pattern at least one byte */
    BytePattern(byte[] pattern) {
        if (pattern.length == 0) {
            throw new IllegalArgumentException("nothing to look for");
        }
        this.pattern = pattern.clone();
        rare = rarest(pattern, -1);
        second = pattern.length == 1 ? rare : rarest(pattern, rare);
        rareWord = (pattern[rare] & 0xFF) * ONES;
        secondWord = (pattern[second] & 0xFF) * ONES;
    }

    private static int rarest(byte[] pattern, int except) {
        int best = -1;
        int bestRank = -1;
        for (int i = 0; i < pattern.length; i++) {
            int rank = rank(pattern[i]);
            if (i != except && rank > bestRank) {
                best = i;
                bestRank = rank;
            }
        }
        return best;
    }

    private static int rank(byte wanted) {
        for (int i = 0; i < COMMON.length; i++) {
            if (COMMON[i] == wanted) {
                return i;
            }
        }
        return COMMON.length;
    }

    int length() {
        return pattern.length;
    }

    /** Where it first is, as a whole, between these places; -1: nowhere. */
    int find(byte[] text, int from, int to) {
        int length = pattern.length;
        int last = to - length;
        int at = from;
        for (; at + 7 <= last; at += 8) {
            long first = (long) WORDS.get(text, at + rare) ^ rareWord;
            long other = (long) WORDS.get(text, at + second) ^ secondWord;
            long both = first | other;
            long zeros = (both - ONES) & ~both & HIGHS;
            if (zeros != 0) {
                int found = verified(text, at, zeros);
                if (found >= 0) {
                    return found;
                }
            }
        }
        for (; at <= last; at++) {
            if (isAt(text, at)) {
                return at;
            }
        }
        return -1;
    }

    /** The lowest of the marks is right, those above it need not be: a borrow may have made them. */
    private int verified(byte[] text, int at, long marks) {
        for (long left = marks; left != 0; left &= left - 1) {
            int place = at + (Long.numberOfTrailingZeros(left) >>> 3);
            if (isAt(text, place)) {
                return place;
            }
        }
        return -1;
    }

    private boolean isAt(byte[] text, int at) {
        return Arrays.equals(text, at, at + pattern.length, pattern, 0, pattern.length);
    }
}
