package io.penstock.benchmark.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class DemoSettingsTest {

    private final Properties properties = new Properties();

    @Test
    void from_nothingSet_isTheSeedWorkload() {
        DemoSettings settings = DemoSettings.from(properties);

        assertThat(settings.host()).isEqualTo(Host.LOGBACK);
        assertThat(settings.threads()).isEqualTo(200);
        assertThat(settings.actions()).isEqualTo(1_000);
    }

    @Test
    void from_pauseScaleZero_isFlatOut() {
        properties.setProperty("demo.pauseScale", "0");

        assertThat(DemoSettings.from(properties).pauseScale()).isZero();
    }

    @Test
    void from_pauseScaleLeftOpen_isTheHosts() {
        double logback = DemoSettings.from(properties).pauseScale();
        properties.setProperty("demo.host", "jul");
        properties.setProperty("demo.pauseScale", "auto");
        double jul = DemoSettings.from(properties).pauseScale();

        assertThat(logback).isEqualTo(0.1);
        assertThat(jul).isEqualTo(0.5);
    }

    @Test
    void from_hostJul_isJavaUtilLogging() {
        properties.setProperty("demo.host", "jul");

        assertThat(DemoSettings.from(properties).host().ways())
                .containsExactly(JulWay.PENSTOCK, JulWay.PLAIN, JulWay.JBOSS_ASYNC);
    }

    @Test
    void from_unknownHost_isRefusedWithTheKnownOnes() {
        properties.setProperty("demo.host", "log4j");

        assertThatThrownBy(() -> DemoSettings.from(properties))
                .hasMessage("demo.host=log4j is unknown; use logback or jul");
    }

    @Test
    void from_sinkTcp_isForBothHosts() {
        properties.setProperty("demo.sink", "tcp");
        assertThat(DemoSettings.from(properties).sink()).isEqualTo(Sink.TCP);

        properties.setProperty("demo.host", "jul");
        assertThat(DemoSettings.from(properties))
                .returns(Sink.TCP, DemoSettings::sink)
                .returns(Host.JUL, DemoSettings::host)
                .as("nobody waits for a FileHandler")
                .returns(0.1, DemoSettings::pauseScale);
    }

    @Test
    void from_unknownSink_isRefusedWithTheKnownOnes() {
        properties.setProperty("demo.sink", "udp");

        assertThatThrownBy(() -> DemoSettings.from(properties))
                .hasMessage("demo.sink=udp is unknown; use file, tcp or collector");
    }

    @Test
    void from_impossibleNumbers_areRefusedByName() {
        properties.setProperty("demo.pauseScale", "-1");
        assertThatThrownBy(() -> DemoSettings.from(properties))
                .hasMessage("demo.pauseScale=-1.0 is not in 0..1000; use 0 for flat out, 1 for the full pauses");

        properties.setProperty("demo.threads", "0");
        properties.setProperty("demo.pauseScale", "1");
        assertThatThrownBy(() -> DemoSettings.from(properties))
                .hasMessage("demo.threads=0 is below 1; at least one thread has to log");
    }
}
