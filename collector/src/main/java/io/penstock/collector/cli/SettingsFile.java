package io.penstock.collector.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Options from a file: {@code sync-interval = 200ms} for {@code --sync-interval}, one a line, in the syntax of Java's properties. */
final class SettingsFile {

    static final String OPTION = "--settings";

    private SettingsFile() {}

    /** Which file is to be read, before any option is; null: none. */
    static @Nullable Path named(Map<String, String> environment, String... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].startsWith(OPTION + "=")) {
                return Path.of(arguments[i].substring(OPTION.length() + 1));
            }
            if (arguments[i].equals(OPTION) && i + 1 < arguments.length) {
                return Path.of(arguments[i + 1]);
            }
        }
        String fromEnvironment = environment.get(EnvironmentDefaults.nameOf(OPTION));
        return fromEnvironment == null ? null : Path.of(fromEnvironment);
    }

    /**
     * Options without hyphens, and their values.
     *
     * @param known the options of all commands
     * @throws IOException if it cannot be read, or a line is no option's
     */
    static Map<String, String> read(Path file, Set<String> known) throws IOException {
        Properties lines = new Properties();
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            lines.load(in);
        } catch (NoSuchFileException missing) {
            throw new IOException(OPTION + "=" + file + " does not exist", missing);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new IOException(OPTION + "=" + file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
        Map<String, String> values = new TreeMap<>();
        for (String name : lines.stringPropertyNames()) {
            if (!known.contains("--" + name)) {
                throw new IOException(OPTION + "=" + file + ": there is no option --" + name);
            }
            values.put(name, lines.getProperty(name).strip());
        }
        return values;
    }
}
