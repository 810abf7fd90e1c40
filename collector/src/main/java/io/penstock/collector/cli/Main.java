package io.penstock.collector.cli;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
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
    static final int DAMAGED = 3;

    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        // Netty would look for other logging frameworks, and they would print what they miss.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        return new CommandLine(new Main())
                .setDefaultValueProvider(new EnvironmentDefaults(System.getenv()))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    // A stack trace would tell the operator less than the sentence does.
                    command.getErr().println(command.getColorScheme().errorText(sentence(failure)));
                    return failure instanceof CommandLine.ParameterException ? 2 : FAILED;
                })
                .execute(arguments);
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
