package io.penstock.benchmark.demo;

import java.nio.file.Path;
import java.util.Properties;

/**
 * What the demonstration is told by system properties.
 *
 * @param host the logging framework that is called ({@code demo.host})
 * @param sink where the messages go ({@code demo.sink})
 * @param threads how many threads share the actions ({@code demo.threads})
 * @param actions how many actions there are ({@code demo.actions})
 * @param pauseScale the pauses of 10 to 40 ms times this; 0 means flat out; by default 0.1, and 0.5 with the
 *     files of java.util.logging ({@code demo.pauseScale})
 * @param seed decides messages and pauses: the same seed gives the same ones ({@code demo.seed})
 * @param directory where the log files go ({@code demo.directory})
 */
record DemoSettings(Host host, Sink sink, int threads, int actions, double pauseScale, long seed, Path directory) {

    DemoSettings {
        if (threads < 1) {
            throw new IllegalArgumentException(
                    "demo.threads=" + threads + " is below 1; at least one thread has to log");
        }
        if (actions < 1) {
            throw new IllegalArgumentException("demo.actions=" + actions + " is below 1; use 1 or more");
        }
        if (!(pauseScale >= 0 && pauseScale <= 1_000)) {
            throw new IllegalArgumentException(
                    "demo.pauseScale=" + pauseScale + " is not in 0..1000; use 0 for flat out, 1 for the full pauses");
        }
    }

    static DemoSettings from(Properties properties) {
        Host host = Host.parse(properties.getProperty("demo.host", "logback"));
        Sink sink = Sink.parse(properties.getProperty("demo.sink", "file"));
        return new DemoSettings(
                host,
                sink,
                Integer.parseInt(properties.getProperty("demo.threads", "200")),
                Integer.parseInt(properties.getProperty("demo.actions", "1000")),
                pauseScale(properties.getProperty("demo.pauseScale", "auto"), host, sink),
                Long.parseLong(properties.getProperty("demo.seed", "2017")),
                Path.of(properties.getProperty("demo.directory", "target/demo")));
    }

    /** The JDK's FileHandler flushes each record; with pauses shorter than this all ways of logging would only wait for it. */
    private static double pauseScale(String text, Host host, Sink sink) {
        if (text.equals("auto")) {
            return host == Host.JUL && sink == Sink.FILE ? 0.5 : 0.1;
        }
        return Double.parseDouble(text);
    }

    /** The same workload in small, to compile the code before anything is measured. */
    DemoSettings warmUp() {
        return new DemoSettings(host, sink, Math.min(threads, 8), Math.min(actions, 30), 0, seed + 1, directory);
    }
}
