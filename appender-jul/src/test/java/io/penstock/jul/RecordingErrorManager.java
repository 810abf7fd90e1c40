package io.penstock.jul;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.ErrorManager;
import org.jspecify.annotations.Nullable;

/** Remembers what it was told. */
public final class RecordingErrorManager extends ErrorManager {

    public final List<@Nullable String> messages = new CopyOnWriteArrayList<>();
    public final List<@Nullable Exception> causes = new CopyOnWriteArrayList<>();

    @Override
    public void error(@Nullable String message, @Nullable Exception cause, int code) {
        messages.add(message);
        causes.add(cause);
    }
}
