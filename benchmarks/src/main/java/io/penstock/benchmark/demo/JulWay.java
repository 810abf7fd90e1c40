package io.penstock.benchmark.demo;

import io.penstock.benchmark.contenders.JulHop;
import java.nio.file.Path;
import java.util.Locale;

/** The ways of logging with java.util.logging: all into the JDK's FileHandler, and all as shipped. */
enum JulWay implements Way {
    PENSTOCK("Penstock AsyncProxyHandler", JulHop.PENSTOCK),
    PLAIN("plain FileHandler", JulHop.NONE),
    JBOSS_ASYNC("JBoss AsyncHandler", JulHop.JBOSS);

    private final String title;
    private final JulHop hop;

    JulWay(String title, JulHop hop) {
        this.title = title;
        this.hop = hop;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String directory() {
        return "jul-" + hop.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean keepsBooks() {
        return this == PENSTOCK;
    }

    @Override
    public Logging open(Path directory) {
        return JulLogging.toFile(hop, directory);
    }
}
