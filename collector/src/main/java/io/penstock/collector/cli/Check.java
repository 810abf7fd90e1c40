package io.penstock.collector.cli;

import io.penstock.collector.log.DataCheck;
import io.penstock.collector.log.DiskFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads everything and compares the checksums. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description =
                "Reads all of the log and compares its checksums. Changes nothing; works beside a collector that is running.")
final class Check implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "penstock-data",
            description = "where the log is kept (${DEFAULT-VALUE})")
    private Path data = Path.of("penstock-data");

    @Override
    public Integer call() throws Exception {
        if (spec == null) {
            return Main.FAILED;
        }
        PrintWriter out = spec.commandLine().getOut();
        boolean right = true;
        for (DataCheck.Finding finding : DataCheck.of(new DiskFiles(), data)) {
            out.println(finding.sentence());
            right &= !finding.isDamage();
        }
        return right ? 0 : Main.DAMAGED;
    }
}
