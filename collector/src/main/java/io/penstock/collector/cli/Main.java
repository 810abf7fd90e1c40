package io.penstock.collector.cli;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** The collector's commands. */
@CommandLine.Command(
        name = "collector",
        description = "Receives log records, keeps them by topic and offset, and gives them back.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            Serve.class,
            Write.class,
            Read.class,
            Tail.class,
            Stats.class,
            Config.class,
            Check.class,
            QueryCommand.class,
            Bench.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the work could not be done: a server that does not answer, a port that is taken, a disk that fails",
            "2:the command line is wrong",
            "3:check or query has found damage"
        })
public final class Main {

    static final int FAILED = 1;
    static final int WRONG = 2;
    static final int DAMAGED = 3;

    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        // Netty would look for other logging frameworks, and they would print what they miss.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        CommandLine line = new CommandLine(new Main());
        Map<String, String> file = Map.of();
        try {
            Path settings = SettingsFile.named(System.getenv(), arguments);
            if (settings != null) {
                file = SettingsFile.read(settings, options(line));
            }
        } catch (IOException unusable) {
            line.getErr().println(line.getColorScheme().errorText(sentence(unusable)));
            return WRONG;
        }
        return line.setDefaultValueProvider(new EnvironmentDefaults(System.getenv(), file))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    // A stack trace would tell the operator less than the sentence does.
                    command.getErr().println(command.getColorScheme().errorText(sentence(failure)));
                    return failure instanceof CommandLine.ParameterException ? WRONG : FAILED;
                })
                .execute(arguments);
    }

    private static Set<String> options(CommandLine line) {
        return line.getSubcommands().values().stream()
                .flatMap(command -> command.getCommandSpec().options().stream())
                .map(CommandLine.Model.OptionSpec::longestName)
                .collect(Collectors.toSet());
    }

    private static String sentence(Throwable failure) {
        String message = failure.getMessage();
        return message == null || failure instanceof RuntimeException ? failure.toString() : message;
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"collector " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
