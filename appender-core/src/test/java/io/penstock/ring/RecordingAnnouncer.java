package io.penstock.ring;

import io.penstock.sink.Announcer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Remembers what it was told, and throws afterwards if asked to. */
public final class RecordingAnnouncer implements Announcer {

    public final List<String> messages = new CopyOnWriteArrayList<>();
    public final List<String> news = new CopyOnWriteArrayList<>();
    public final List<@Nullable Throwable> causes = new CopyOnWriteArrayList<>();
    public volatile boolean throwing;

    @Override
    public void warn(String message, @Nullable Throwable cause) {
        messages.add(message);
        causes.add(cause);
        if (throwing) {
            throw new IllegalStateException("the status channel is broken");
        }
    }

    @Override
    public void inform(String message) {
        news.add(message);
    }
}
