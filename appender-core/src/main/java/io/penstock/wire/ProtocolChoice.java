package io.penstock.wire;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A protocol as users choose it: its word, its settings, what goes together, and what it makes of all that. Collects the
 * settings of one sender. Confined to the thread that configures.
 */
public interface ProtocolChoice {

    /** As users type it, for instance {@code relp}. */
    String name();

    /**
     * What users may set, by name. Each takes the user's word, and throws an IllegalArgumentException with a whole sentence
     * if it is none. Protocols may share a name; its meaning is then the same.
     */
    Map<String, Consumer<String>> settings();

    /** What is wrong with the settings, each in a sentence that says what to do, whichever protocol is chosen. */
    default List<String> problems() {
        return List.of();
    }

    /** What does not go with this protocol, each in a sentence that says what to do; asked only if it is chosen. */
    default List<String> misfits() {
        return List.of();
    }

    /** Whether its records are the events' text and nothing else. */
    boolean isTextOnly();

    /** How records go over the wire; only if there are no problems and no misfits. */
    WireProtocol open();

    /**
     * How records are written; null if they are {@linkplain #isTextOnly text only}. Only if there are no problems.
     *
     * @param application the application's name as the host knows it; null if it knows none
     */
    @Nullable
    RecordFormat format(@Nullable String application);
}
