package io.penstock.wire.choice;

import io.penstock.wire.EventRecords;
import io.penstock.wire.EventWalk;
import io.penstock.wire.ProtocolChoice;
import io.penstock.wire.RecordEncoder;
import io.penstock.wire.WireProtocol;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The protocol that the settings of one sender ask for, the first of the table unless they name another. Confined to the
 * thread that configures.
 *
 * <p>The protocol may be named before its settings or after them: each protocol keeps what was set.
 */
public final class ChosenProtocol {

    private final List<ProtocolChoice> choices;
    private ProtocolChoice chosen;

    /** One of those in the table. */
    public ChosenProtocol(Protocols table) {
        choices = table.choices();
        chosen = choices.get(0);
    }

    /**
     * Takes the user's word for a protocol, whatever its case.
     *
     * @throws IllegalArgumentException if there is no such word; the message says which there are
     */
    public void choose(String word) {
        String plain = word.trim().toLowerCase(Locale.ROOT);
        for (ProtocolChoice choice : choices) {
            if (choice.name().equals(plain)) {
                chosen = choice;
                return;
            }
        }
        throw new IllegalArgumentException("protocol=" + word + " is unknown; use "
                + Protocols.list(choices.stream().map(ProtocolChoice::name).toList()));
    }

    /** The names of the settings of all protocols. */
    public Set<String> settings() {
        Set<String> names = new LinkedHashSet<>();
        choices.forEach(choice -> names.addAll(choice.settings().keySet()));
        return names;
    }

    /**
     * Takes the user's word for a setting of one protocol or several.
     *
     * @param setting one of {@link #settings}
     * @throws IllegalArgumentException if the word is none; the message says which there are
     */
    public void set(String setting, String word) {
        choices.stream()
                .map(choice -> choice.settings().get(setting))
                .filter(taker -> taker != null)
                .forEach(taker -> taker.accept(word));
    }

    /** What is wrong with the settings, each in a sentence that says what to do, whichever protocol is meant. */
    public List<String> problems() {
        Set<String> problems = new LinkedHashSet<>();
        choices.forEach(choice -> problems.addAll(choice.problems()));
        return new ArrayList<>(problems);
    }

    /** What does not go with the protocol, each in a sentence that says what to do. */
    public List<String> misfits() {
        return chosen.misfits();
    }

    /** Whether its records are the events' text and nothing else. */
    public boolean isTextOnly() {
        return chosen.isTextOnly();
    }

    /** As users type it. */
    public String name() {
        return chosen.name();
    }

    /** How records go over the wire; only if there are no problems and no misfits. */
    public WireProtocol open() {
        return chosen.open();
    }

    /**
     * What makes records of a host's events; only if there are no problems.
     *
     * @param application the application's name as the host knows it; null if it knows none
     */
    public <S, E> RecordEncoder<S> records(EventWalk<S, E> walk, @Nullable String application) {
        return new EventRecords<>(walk, chosen.format(application));
    }
}
