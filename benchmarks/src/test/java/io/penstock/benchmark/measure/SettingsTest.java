package io.penstock.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.benchmark.contenders.Contender;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void parse_emptyValue_isTheDefault() {
        Settings settings = Settings.parse(new String[] {"form=full", "name="}, Set.of("form", "name"));

        assertThat(settings.get("form", "short")).isEqualTo("full");
        assertThat(settings.get("name", "today")).isEqualTo("today");
    }

    @Test
    void parse_unknownKey_isRefused() {
        assertThatThrownBy(() -> Settings.parse(new String[] {"from=full"}, Set.of("form", "name")))
                .hasMessage("unknown setting from=full; use key=value with a key of [form, name]");
    }

    @Test
    void form_unknownWord_isRefused() {
        assertThatThrownBy(() -> Form.parse("tiny")).hasMessage("form=tiny is unknown; use smoke, short or full");
    }

    @Test
    void contenders_list_keepsItsOrder() {
        assertThat(Contender.parse("no-op, penstock")).containsExactly(Contender.NO_OP, Contender.PENSTOCK);
    }

    @Test
    void contenders_unknownId_isRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Contender.parse("logback"))
                .hasMessageStartingWith(
                        "subjects=logback is unknown; use all or some of penstock,penstock-encoder,penstock-lane,penstock-lane-encoder,logback-async,");
    }

    @Test
    void contenders_all_haveTheVersionThatTheBuildNames() {
        assertThat(Contender.values())
                .allSatisfy(contender -> assertThat(contender.version()).matches("\\d+\\.\\d+.*"));
    }
}
