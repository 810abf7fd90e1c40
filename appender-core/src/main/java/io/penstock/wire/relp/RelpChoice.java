package io.penstock.wire.relp;

import io.penstock.wire.Framing;
import io.penstock.wire.ProtocolChoice;
import io.penstock.wire.RecordFormat;
import io.penstock.wire.WireProtocol;
import io.penstock.wire.syslog.SyslogSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code protocol=relp}: syslog messages, with a framing of its own. Confined to the thread that configures. */
public final class RelpChoice implements ProtocolChoice {

    private final SyslogSettings.Builder messages = SyslogSettings.builder();
    private @Nullable Framing framing;

    @Override
    public String name() {
        return "relp";
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
        return framing == null
                ? List.of()
                : List.of("framing=" + framing + " is for protocol=lines or syslog, and protocol=relp has its own;"
                        + " remove framing, or use protocol=lines");
    }

    @Override
    public boolean isTextOnly() {
        return false;
    }

    @Override
    public WireProtocol open() {
        return new RelpProtocol();
    }

    @Override
    public RecordFormat format(@Nullable String application) {
        return messages.formatOf(application);
    }
}
