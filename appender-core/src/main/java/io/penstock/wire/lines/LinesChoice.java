package io.penstock.wire.lines;

import io.penstock.wire.Framing;
import io.penstock.wire.ProtocolChoice;
import io.penstock.wire.RecordFormat;
import io.penstock.wire.WireProtocol;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code protocol=lines}: framed as wanted, or by line ends. Confined to the thread that configures. */
public final class LinesChoice implements ProtocolChoice {

    private Framing framing = Framing.NEWLINE;

    @Override
    public String name() {
        return "lines";
    }

    @Override
    public Map<String, Consumer<String>> settings() {
        return Map.of("framing", word -> framing = Framing.parse(word));
    }

    @Override
    public boolean isTextOnly() {
        return true;
    }

    @Override
    public WireProtocol open() {
        return new LinesProtocol(framing);
    }

    @Override
    public @Nullable RecordFormat format(@Nullable String application) {
        return null;
    }
}
