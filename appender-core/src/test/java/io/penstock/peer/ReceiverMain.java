package io.penstock.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A small receiver in a process of its own, made to be killed: takes lines or RELP and appends each record to a file.
 *
 * <p>Settings: {@code protocol=lines|relp}, {@code directory=} for the files, {@code address=} and {@code port=} to listen
 * at, {@code holdMillis=0} how long records may stay in memory, {@code bytesPerSecond=0} how fast it reads (0: as fast as
 * it can).
 *
 * <p>Says {@code ready}, waits for a line with the number of its life on standard input, listens, and says
 * {@code listening}. A second process can thus be warm before the first one is killed. Ends when its standard input does:
 * no receiver outlives the test that started it.
 */
public final class ReceiverMain {

    private static final int BACKLOG = 50;

    private ReceiverMain() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, String> settings = new HashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            settings.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        Pace pace = new Pace(
                Integer.parseInt(settings.getOrDefault("holdMillis", "0")),
                Integer.parseInt(settings.getOrDefault("bytesPerSecond", "0")));
        boolean relp = settings.getOrDefault("protocol", "lines").equals("relp");
        InetSocketAddress at = new InetSocketAddress(
                InetAddress.getByName(settings.getOrDefault("address", "127.0.0.1")),
                Integer.parseInt(settings.get("port")));
        Path directory = Path.of(settings.get("directory"));
        warmUp(relp);

        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        say("ready");
        String life = commands.readLine();
        if (life == null) {
            return;
        }
        RecordFile file = RecordFile.create(directory, Integer.parseInt(life));
        ServerSocket listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(at, BACKLOG);
        Thread acceptor = new Thread(() -> accept(listener, relp, file, pace), "accepts");
        acceptor.setDaemon(true);
        acceptor.start();
        say("listening");
        while (commands.readLine() != null) {
            // nothing else to be told
        }
        Runtime.getRuntime().halt(0);
    }

    private static void say(String word) {
        System.out.println(word);
        System.out.flush();
    }

    private static void accept(ServerSocket listener, boolean relp, RecordFile file, Pace pace) {
        try {
            while (true) {
                Socket socket = listener.accept();
                Intake intake = relp ? new RelpIntake() : new LineIntake();
                Thread thread = new Thread(new Reception(socket, intake, file, pace), "reception");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException broken) {
            broken.printStackTrace();
            Runtime.getRuntime().halt(3);
        }
    }

    /** Loads what the first record needs, so that it is not the JVM's start that a life is too short for. */
    private static void warmUp(boolean relp) throws IOException {
        Intake intake = relp ? new RelpIntake() : new LineIntake();
        byte[] example = (relp ? "1 open 0\n2 syslog 5 a#0#b\n" : "a#0#b\n").getBytes(StandardCharsets.US_ASCII);
        intake.take(example, example.length);
        intake.answers().reset();
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket server = listener.accept()) {
            client.getOutputStream().write(example);
            server.getInputStream().read(new byte[example.length]);
        }
    }

    /**
     * How the receiver treats what it gets.
     *
     * @param holdMillis how long a record may stay in memory before it is written
     * @param bytesPerSecond how fast it reads; 0: as fast as it can
     */
    record Pace(int holdMillis, int bytesPerSecond) {}
}
