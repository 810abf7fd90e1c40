package io.penstock.wire.toy;

import io.penstock.wire.ProtocolChoice;
import io.penstock.wire.RecordFormat;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.choice.Protocols;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code protocol=toy}. Confined to the thread that configures. */
public final class ToyChoice implements ProtocolChoice {

    /** A table with this one only: it needs a line, and nothing else. */
    public static final Protocols TABLE = new Protocols(List.of(ToyChoice::new));

    private String tag = "toy";

    @Override
    public String name() {
        return "toy";
    }

    @Override
    public Map<String, Consumer<String>> settings() {
        return Map.of("tag", word -> tag = word);
    }

    @Override
    public List<String> problems() {
        return tag.isEmpty() ? List.of("tag= is empty; name one") : List.of();
    }

    @Override
    public boolean isTextOnly() {
        return false;
    }

    @Override
    public WireProtocol open() {
        return new ToyProtocol();
    }

    @Override
    public RecordFormat format(@Nullable String application) {
        return new ToyFormat(tag);
    }
}
