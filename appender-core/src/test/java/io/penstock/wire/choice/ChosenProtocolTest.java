package io.penstock.wire.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.wire.WireProtocol;
import io.penstock.wire.lines.LinesChoice;
import io.penstock.wire.toy.ToyChoice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChosenProtocolTest {

    private final ChosenProtocol protocol = new ChosenProtocol(Protocols.ALL);

    @Test
    void nothingSet_isLines() {
        assertThat(protocol.name()).isEqualTo("lines");
        assertThat(protocol.isTextOnly()).isTrue();
        assertThat(protocol.problems()).isEmpty();
        assertThat(protocol.misfits()).isEmpty();
        assertThat(protocol.open().acknowledges()).isEqualTo(WireProtocol.Unit.NONE);
    }

    @ParameterizedTest
    @CsvSource({"lines, lines, true", "' Syslog ', syslog, false", "RELP, relp, false"})
    void choose_word_isThatProtocol(String word, String name, boolean textOnly) {
        protocol.choose(word);

        assertThat(protocol.name()).isEqualTo(name);
        assertThat(protocol.open().name()).isEqualTo(name);
        assertThat(protocol.isTextOnly()).isEqualTo(textOnly);
    }

    @Test
    void choose_noWord_namesThoseOfTheTable() {
        assertThatThrownBy(() -> protocol.choose("http"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("protocol=http is unknown; use lines, syslog or relp");
        assertThatThrownBy(() -> new ChosenProtocol(ToyChoice.TABLE).choose("relp"))
                .hasMessage("protocol=relp is unknown; use toy");
    }

    @Test
    void settings_areThoseOfAllProtocols() {
        assertThat(protocol.settings())
                .containsExactly("framing", "facility", "appName", "hostname", "msgid", "sdId", "syslogFormat", "bom");
        assertThat(new ChosenProtocol(new Protocols(List.of(LinesChoice::new, ToyChoice::new))).settings())
                .containsExactly("framing", "tag");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "framing | dots | framing=dots is not known; use newline, nul, lengthPrefix4 or octetCounting",
                "syslogFormat | gelf | syslogFormat=gelf is unknown; use rfc5424 or rfc3164",
                "bom | maybe | bom=maybe is unknown; use auto, never or always",
            })
    void set_noWord_saysWhichThereAre(String setting, String word, String message) {
        assertThatThrownBy(() -> protocol.set(setting, word))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void problems_ofSettingsThatTwoProtocolsShare_areSaidOnceWhicheverIsChosen() {
        protocol.set("sdId", "a b");

        assertThat(protocol.problems()).singleElement().asString().startsWith("sdId=a b is empty or has characters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "syslog | framing=nul is for protocol=lines; with protocol=syslog use octetCounting or newline",
                "relp | framing=nul is for protocol=lines or syslog, and protocol=relp has its own; remove framing, or use"
                        + " protocol=lines",
            })
    void misfits_framingOfAnother_isToldWhateverCameFirst(String word, String message) {
        protocol.set("framing", "nul");
        protocol.choose(word);

        assertThat(protocol.misfits()).containsExactly(message);
        protocol.choose("lines");
        assertThat(protocol.misfits()).isEmpty();
    }

    @Test
    void acknowledging_isReadFromTheTable() {
        assertThat(Protocols.ALL.acknowledging()).isEqualTo("relp");
    }
}
