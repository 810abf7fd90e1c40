package io.penstock.wire.syslog;

import io.penstock.wire.Framing;
import io.penstock.wire.ProtocolChoice;
import io.penstock.wire.RecordFormat;
import io.penstock.wire.WireProtocol;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code protocol=syslog}: framed as wanted, or by octet counting. Confined to the thread that configures. */
public final class SyslogChoice implements ProtocolChoice {

    private final SyslogSettings.Builder messages = SyslogSettings.builder();
    private @Nullable Framing framing;

    @Override
    public String name() {
        return "syslog";
    }

    @Override
    public Map<String, Consumer<String>> settings() {
        Map<String, Consumer<String>> settings = new LinkedHashMap<>();
        settings.put("framing", word -> framing = Framing.parse(word));
        settings.putAll(messages.settings());
        return settings;
    }

    @Override
    public List<String> problems() {
        return messages.problems();
    }

    @Override
    public List<String> misfits() {
        return framing == null || framing == Framing.NEWLINE || framing == Framing.OCTET_COUNTING
                ? List.of()
                : List.of("framing=" + framing + " is for protocol=lines; with protocol=syslog use octetCounting or"
                        + " newline");
    }

    @Override
    public boolean isTextOnly() {
        return false;
    }

    @Override
    public WireProtocol open() {
        return new SyslogProtocol(endsAtLineEnds());
    }

    @Override
    public RecordFormat format(@Nullable String application) {
        return messages.oneLine(endsAtLineEnds()).formatOf(application);
    }

    private boolean endsAtLineEnds() {
        return framing == Framing.NEWLINE;
    }
}
