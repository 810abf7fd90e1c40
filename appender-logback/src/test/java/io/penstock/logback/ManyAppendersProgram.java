package io.penstock.logback;

import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;

/** An application with an appender for each of its jobs, which it keeps to ask them for their books one day. */
public final class ManyAppendersProgram {

    static final int JOBS = 200;

    private ManyAppendersProgram() {}

    public static void main(String[] args) {
        Host host = new Host();
        List<AsyncProxyAppender> all = new ArrayList<>();
        for (int job = 0; job < JOBS; job++) {
            AsyncProxyAppender proxy = host.proxy("JOB-" + job, new ListAppender<>());
            proxy.start();
            host.logger().info("job {}", job);
            host.context.getLogger("root").detachAppender(proxy);
            proxy.addWarn("a status keeps whoever speaks");
            proxy.stop();
            all.add(proxy);
        }
        long delivered =
                all.stream().mapToLong(proxy -> proxy.getBooks().delivered()).sum();
        System.out.println(delivered + " delivered");
        host.close();
    }
}
