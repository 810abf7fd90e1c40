package io.penstock.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Linux network namespace with a cable to ours that can be pulled. Needs root. Not safe for concurrent use.
 *
 * <pre>
 *  10.213.n.1 ═══ veth ═══ 10.213.n.2 (the namespace)
 * </pre>
 */
public final class NetworkNamespace implements AutoCloseable {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final String name;
    private final String here;
    private final String there;
    private final String subnet;

    private NetworkNamespace(long process, int number) {
        name = "penstock-" + process + "-" + number;
        // An interface's name has at most 15 letters.
        here = "pen" + process % 10_000_000 + "a" + number;
        there = "pen" + process % 10_000_000 + "b" + number;
        subnet = "10.213." + (process + number) % 250 + ".";
    }

    /** A new one, its cable plugged in; throws if the machine does not allow it. */
    public static NetworkNamespace create() throws IOException, InterruptedException {
        NetworkNamespace namespace =
                new NetworkNamespace(ProcessHandle.current().pid(), NUMBERS.incrementAndGet());
        run("ip", "netns", "add", namespace.name);
        try {
            namespace.plugIn();
        } catch (IOException e) {
            namespace.close();
            throw e;
        }
        return namespace;
    }

    private void plugIn() throws IOException, InterruptedException {
        run("ip", "link", "add", here, "type", "veth", "peer", "name", there, "netns", name);
        run("ip", "addr", "add", subnet + "1/24", "dev", here);
        run("ip", "link", "set", here, "up");
        inside("ip", "addr", "add", subnet + "2/24", "dev", there);
        inside("ip", "link", "set", "lo", "up");
        inside("ip", "link", "set", there, "up");
    }

    /** Whether this machine lets us: Linux, root, and the permission that a container may lack. */
    public static boolean isAllowed() throws InterruptedException {
        if (!Files.exists(Path.of("/proc/self/ns/net"))) {
            return false;
        }
        try {
            create().close();
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    /** What to put in front of a command that shall run in the namespace. It keeps its process id. */
    public List<String> launcher() {
        return List.of("ip", "netns", "exec", name);
    }

    /** The namespace's own address. */
    public String address() {
        return subnet + "2";
    }

    /** Pulls the cable at the far end: packets vanish, nobody is told. */
    public void linkDown() throws IOException, InterruptedException {
        inside("ip", "link", "set", there, "down");
    }

    public void linkUp() throws IOException, InterruptedException {
        inside("ip", "link", "set", there, "up");
    }

    private void inside(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(launcher());
        all.addAll(List.of(command));
        run(all.toArray(String[]::new));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + code + ": " + output);
        }
    }

    /** Takes namespace and cable away. */
    @Override
    public void close() {
        // The cable first: the kernel takes its time over the namespace, and the cable would live as long.
        quietly("ip", "link", "del", here);
        quietly("ip", "netns", "del", name);
    }

    private static void quietly(String... command) {
        try {
            run(command);
        } catch (IOException nothingThere) {
            // nothing to take away
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
