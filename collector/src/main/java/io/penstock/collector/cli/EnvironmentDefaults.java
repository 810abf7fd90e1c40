package io.penstock.collector.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** An option that is not typed comes from the environment: {@code --sync-interval} from {@code PENSTOCK_SYNC_INTERVAL}. */
final class EnvironmentDefaults implements IDefaultValueProvider {

    private static final String PREFIX = "PENSTOCK_";

    private final Map<String, String> environment;

    EnvironmentDefaults(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option ? environment.get(nameOf(option.longestName())) : null;
    }

    static String nameOf(String option) {
        return PREFIX + option.replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
