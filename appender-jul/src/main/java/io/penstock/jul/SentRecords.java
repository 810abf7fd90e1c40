package io.penstock.jul;

import io.penstock.jul.capture.Asked;
import io.penstock.jul.capture.Recipients;
import java.util.function.UnaryOperator;
import java.util.logging.LogRecord;

/** The one recipient behind a {@link TcpHandler}, whose own level and filter have been asked already. Safe for any thread. */
final class SentRecords implements Recipients {

    private static final long THE_ONE = 1;

    @Override
    public long accepting(LogRecord record) {
        return THE_ONE;
    }

    @Override
    public boolean mayChangeRecords() {
        return false;
    }

    @Override
    public Asked ask(LogRecord record, UnaryOperator<LogRecord> snapshots) {
        Asked asked = new Asked();
        asked.add(null, THE_ONE);
        return asked;
    }
}
