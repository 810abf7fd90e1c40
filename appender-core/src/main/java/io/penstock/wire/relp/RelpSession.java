package io.penstock.wire.relp;

import io.penstock.wire.Batch;
import io.penstock.wire.ProtocolException;
import io.penstock.wire.WireSession;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One RELP connection, from {@code open} to {@code close}. Confined to the drain thread.
 *
 * <p>The first number is the {@code open}'s, the following ones are the records': unit {@code u} has number {@code u +
 * 2}, counted round from 999,999,999 to 1.
 */
final class RelpSession implements WireSession {

    private static final int NUMBERS = 999_999_999;
    private static final int OPEN_NUMBER = 1;

    /** Version 0, which differs from 1 in its name only, is known to all servers; some refuse 1. */
    private static final String OFFERS = "relp_version=0\nrelp_software=penstock\ncommands=syslog";

    private static final byte[] OPEN = ascii(OPEN_NUMBER + " open " + OFFERS.length() + " " + OFFERS + "\n");
    private static final byte[] CLOSE = ascii(" close 0\n");

    private enum State {
        /** Not greeted. */
        NEW,
        /** The answer to {@code open} is awaited. */
        OPENING,
        OPEN,
        /** {@code close} was sent: its answer may come. */
        CLOSING
    }

    private final int mostOutstanding;
    private final RelpAnswer answer = new RelpAnswer();
    private State state = State.NEW;
    private boolean serverCloses;
    /** Units that were given a number. */
    private long stamped;

    RelpSession(int mostOutstanding) {
        this(mostOutstanding, 0);
    }

    /** As if so many units had been sent and acknowledged. */
    RelpSession(int mostOutstanding, long stamped) {
        this.mostOutstanding = mostOutstanding;
        this.stamped = stamped;
    }

    @Override
    public void greet(ByteBuffer target) {
        target.put(OPEN);
        state = State.OPENING;
    }

    @Override
    public boolean isOpen() {
        return state == State.OPEN;
    }

    @Override
    public int mostOutstanding() {
        return mostOutstanding;
    }

    @Override
    public void stamp(Batch batch, int first, int end) {
        ByteBuffer bytes = batch.buffer();
        for (int record = first; record < end; record++) {
            putNumber(bytes, batch.start(record), number(stamped++));
        }
    }

    @Override
    public void receive(ByteBuffer source, Acknowledgements acknowledgements) throws ProtocolException {
        while (answer.read(source)) {
            if (answer.isHint()) {
                serverCloses |= answer.isServerClose();
            } else if (state == State.OPENING) {
                checkOpened();
                state = State.OPEN;
            } else {
                settle(acknowledgements);
            }
        }
    }

    @Override
    public void farewell(ByteBuffer target) {
        int at = target.position();
        target.position(at + RelpProtocol.NUMBER_DIGITS);
        putNumber(target, at, number(stamped));
        target.put(CLOSE);
        state = State.CLOSING;
    }

    @Override
    public boolean isClosing() {
        return serverCloses;
    }

    private void checkOpened() throws ProtocolException {
        if (answer.number() != OPEN_NUMBER) {
            throw new ProtocolException(
                    "relp: an answer to number " + answer.number() + ", while open was number " + OPEN_NUMBER);
        }
        if (answer.status() != RelpAnswer.OK) {
            throw new ProtocolException("relp: the peer refused the session: " + answer.words());
        }
        if (!answer.offers("commands", "syslog")) {
            throw new ProtocolException("relp: the peer does not accept the command syslog");
        }
    }

    private void settle(Acknowledgements acknowledgements) throws ProtocolException {
        if (state == State.CLOSING && answer.number() == number(stamped)) {
            return;
        }
        long unit = unit(answer.number());
        if (answer.status() == RelpAnswer.OK) {
            acknowledgements.acknowledged(unit);
        } else if (answer.status() == RelpAnswer.NO_STATUS) {
            throw new ProtocolException("relp: the answer to number " + answer.number() + " has no status");
        } else {
            acknowledgements.refused(unit, answer.words());
        }
    }

    /** Of those with this number the one that was stamped last. */
    private long unit(int number) throws ProtocolException {
        int behind = Math.floorMod(number(stamped) - 1 - number, NUMBERS);
        long unit = stamped - 1 - behind;
        if (unit < 0) {
            throw new ProtocolException(
                    "relp: an answer to number " + number + ", which is none of ours; the last one was "
                            + (stamped == 0 ? OPEN_NUMBER : number(stamped - 1)));
        }
        return unit;
    }

    private static int number(long unit) {
        return (int) ((unit + OPEN_NUMBER) % NUMBERS) + 1;
    }

    private static void putNumber(ByteBuffer bytes, int start, int number) {
        int rest = number;
        for (int at = start + RelpProtocol.NUMBER_DIGITS - 1; at >= start; at--) {
            bytes.put(at, (byte) ('0' + rest % 10));
            rest /= 10;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
