package io.penstock.benchmark.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.benchmark.demo.Workload.Action;
import io.penstock.benchmark.demo.Workload.Pauses;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkloadTest {

    @Test
    void of_sameSeed_isTheSameWorkload() {
        assertThat(Workload.of(1_000, 2017)).isEqualTo(Workload.of(1_000, 2017));
        assertThat(Workload.of(1_000, 2017).lines())
                .isEqualTo(Workload.of(1_000, 2017).lines());
    }

    @Test
    void of_otherSeed_isAnotherWorkload() {
        assertThat(Workload.of(1_000, 2017).lines())
                .isNotEqualTo(Workload.of(1_000, 2018).lines());
    }

    @Test
    void of_manyActions_useTheWholeRangeAndNothingElse() {
        List<Integer> messages = Workload.of(20_000, 1).actions().stream()
                .map(Action::messages)
                .sorted()
                .toList();

        assertThat(messages.get(0)).isEqualTo(300);
        assertThat(messages.get(messages.size() - 1)).isEqualTo(800);
    }

    @Test
    void lines_eachAction_isItsMessagesAndTheDashes() {
        Workload workload = new Workload(List.of(new Action(1, 300, 7), new Action(2, 800, 8)));

        assertThat(workload.lines()).isEqualTo(301 + 801);
    }

    @Test
    void pauses_sameAction_areTheSameForWhicheverThreadTakesIt() {
        Action action = new Action(1, 300, 7);
        Pauses first = action.pauses();
        Pauses second = action.pauses();

        List<Integer> pauses =
                IntStream.range(0, 300).mapToObj(i -> first.nextMillis()).toList();

        assertThat(IntStream.range(0, 300).mapToObj(i -> second.nextMillis())).containsExactlyElementsOf(pauses);
        assertThat(pauses)
                .contains(10, 20, 30, 40)
                .allMatch(millis -> millis % 10 == 0 && millis >= 10 && millis <= 40);
    }
}
