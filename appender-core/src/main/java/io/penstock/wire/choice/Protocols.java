package io.penstock.wire.choice;

import io.penstock.wire.ProtocolChoice;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.lines.LinesChoice;
import io.penstock.wire.relp.RelpChoice;
import io.penstock.wire.syslog.SyslogChoice;
import java.util.List;
import java.util.function.Supplier;

/** The table of the protocols: one line for each, the default first. Immutable, safe for any thread. */
public final class Protocols {

    /** Those that users may choose. */
    public static final Protocols ALL = new Protocols(List.of(
            LinesChoice::new, //
            SyslogChoice::new,
            RelpChoice::new));

    private final List<Supplier<ProtocolChoice>> table;

    /** Another table, for tests. */
    public Protocols(List<Supplier<ProtocolChoice>> table) {
        this.table = List.copyOf(table);
    }

    /** Fresh ones, in the table's order, for the settings of one sender. */
    List<ProtocolChoice> choices() {
        return table.stream().map(Supplier::get).toList();
    }

    /** The words of those that acknowledge, for a sentence: {@code relp}. */
    public String acknowledging() {
        return list(choices().stream()
                .filter(choice -> choice.open().acknowledges() != WireProtocol.Unit.NONE)
                .map(ProtocolChoice::name)
                .toList());
    }

    /** {@code a, b or c}. */
    static String list(List<String> words) {
        int last = words.size() - 1;
        return last == 0 ? words.get(0) : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }
}
