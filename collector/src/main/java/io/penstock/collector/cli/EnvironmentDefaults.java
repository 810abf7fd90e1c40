package io.penstock.collector.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** An option that is not typed comes from the environment, {@code --sync-interval} from {@code PENSTOCK_SYNC_INTERVAL}, or else from the settings file. */
final class EnvironmentDefaults implements IDefaultValueProvider {

    private static final String PREFIX = "PENSTOCK_";

    private final Map<String, String> environment;
    private final Map<String, String> file;

    /** @param file by the option's name without hyphens */
    EnvironmentDefaults(Map<String, String> environment, Map<String, String> file) {
        this.environment = environment;
        this.file = file;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return null;
        }
        String value = environment.get(nameOf(option.longestName()));
        return value == null ? file.get(option.longestName().replaceFirst("^-+", "")) : value;
    }

    static String nameOf(String option) {
        return PREFIX + option.replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
