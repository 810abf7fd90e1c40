package io.penstock.peer;

import java.io.ByteArrayOutputStream;

/** Lines; what has no line end when the connection ends is dropped, since it will be sent again as a whole. */
final class LineIntake extends Intake {

    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

    @Override
    void take(byte[] bytes, int length) {
        int last = length - 1;
        while (last >= 0 && bytes[last] != '\n') {
            last--;
        }
        if (last >= 0) {
            records().write(begun.toByteArray(), 0, begun.size());
            records().write(bytes, 0, last + 1);
            begun.reset();
        }
        begun.write(bytes, last + 1, length - last - 1);
    }
}
