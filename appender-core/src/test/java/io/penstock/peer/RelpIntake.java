package io.penstock.peer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** RELP: answers {@code open}, each {@code syslog} and {@code close}, in the order in which they came. */
final class RelpIntake extends Intake {

    private static final byte[] OFFER =
            "200 OK\nrelp_version=0\nrelp_software=penstock-test\ncommands=syslog".getBytes(StandardCharsets.US_ASCII);

    private final RelpParser parser = new RelpParser();
    private boolean over;

    @Override
    void take(byte[] bytes, int length) throws IOException {
        List<RelpFrame> frames = parser.parse(bytes, length);
        for (RelpFrame frame : frames) {
            take(frame);
        }
    }

    private void take(RelpFrame frame) throws IOException {
        ByteArrayOutputStream answers = answers();
        switch (frame.command()) {
            case "open" -> RelpFrame.response(frame.number(), OFFER).writeTo(answers);
            case "syslog" -> {
                records().write(frame.data());
                records().write('\n');
                RelpFrame.response(frame.number(), "200 OK").writeTo(answers);
            }
            case "close" -> {
                RelpFrame.response(frame.number(), new byte[0]).writeTo(answers);
                new RelpFrame(0, "serverclose", new byte[0]).writeTo(answers);
                over = true;
            }
            default -> throw new IOException("what is " + frame.command() + "?");
        }
    }

    @Override
    boolean isOver() {
        return over;
    }
}
