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

        assertThat(settings.threads()).isEqualTo(200);
        assertThat(settings.actions()).isEqualTo(1_000);
    }

    @Test
    void from_pauseScaleZero_isFlatOut() {
        properties.setProperty("demo.pauseScale", "0");

        assertThat(DemoSettings.from(properties).pauseScale()).isZero();
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
