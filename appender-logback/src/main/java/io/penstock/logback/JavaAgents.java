package io.penstock.logback;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether a Java agent is there that may have changed Logback's own way of an event. Safe for any thread.
 *
 * <p>Agents that export logs, or put the trace's number into the MDC, do it where Logback hands an event to its appenders.
 * A call that never becomes an event passes them by. Those that are known put classes of theirs on the bootstrap class
 * path, where nothing else does, also if they were attached to a process that runs. Any other agent shows in the command
 * line, and what it does nobody knows: but for a few that are known to look at other things, it counts.
 */
final class JavaAgents {

    private static final Map<String, String> BOOTSTRAP_CLASSES = new TreeMap<>(Map.of(
            "io.opentelemetry.javaagent.bootstrap.AgentClassLoader", "OpenTelemetry",
            "io.opentelemetry.javaagent.bootstrap.AgentInitializer", "OpenTelemetry",
            "datadog.trace.bootstrap.CallDepthThreadLocalMap", "Datadog",
            "com.newrelic.agent.bridge.AgentBridge", "New Relic",
            "java.lang.IndyBootstrapDispatcher", "Elastic",
            "org.glowroot.agent.bytecode.api.Bytecode", "Glowroot"));

    /** Coverage, mocks, debuggers and profilers: the beginnings of their files' names. */
    private static final List<String> HARMLESS = List.of(
            "jacoco",
            "org.jacoco",
            "mockito-",
            "byte-buddy-agent",
            "intellij-coverage",
            "idea_rt",
            "debugger-agent",
            "kotlinx-coroutines-debug",
            "libasyncprofiler",
            "libjdwp",
            "jdwp",
            "libyjpagent");

    private static final List<String> OPTIONS = List.of("-javaagent:", "-agentpath:", "-agentlib:");

    private JavaAgents() {}

    /** What was found, as the subject of a sentence; null: nothing. */
    static @Nullable String found() {
        String known = known();
        return known == null ? unknown(commandLine()) : known;
    }

    private static @Nullable String known() {
        for (Map.Entry<String, String> each : BOOTSTRAP_CLASSES.entrySet()) {
            try {
                Class.forName(each.getKey(), false, null);
                return "the Java agent of " + each.getValue();
            } catch (ClassNotFoundException | LinkageError absent) {
                // There is no agent, as in nearly every process.
            }
        }
        return null;
    }

    static @Nullable String unknown(List<String> commandLine) {
        for (String argument : commandLine) {
            for (String option : OPTIONS) {
                if (argument.startsWith(option) && !isHarmless(argument.substring(option.length()))) {
                    return "the agent [" + name(argument.substring(option.length())) + "]";
                }
            }
        }
        return null;
    }

    private static boolean isHarmless(String agent) {
        String name = name(agent).toLowerCase(Locale.ROOT);
        return HARMLESS.stream().anyMatch(name::startsWith);
    }

    /** Without its folder and without its options, which may hold a key. */
    private static String name(String agent) {
        int options = agent.indexOf('=');
        return new File(options < 0 ? agent : agent.substring(0, options)).getName();
    }

    /** With what environment variables have added to it. */
    private static List<String> commandLine() {
        try {
            return ManagementFactory.getRuntimeMXBean().getInputArguments();
        } catch (RuntimeException | LinkageError notToldHere) {
            return List.of();
        }
    }
}
