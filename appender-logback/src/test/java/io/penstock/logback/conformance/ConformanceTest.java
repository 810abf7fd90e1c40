package io.penstock.logback.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Penstock withstands every case, with either overflow policy. */
class ConformanceTest {

    static Stream<Arguments> casesAndSubjects() {
        List<ConformanceCase> cases = ConformanceCase.all();
        return Subjects.PENSTOCK.stream()
                .flatMap(subject ->
                        cases.stream().map(each -> Arguments.of(subject.name(), each.title(), subject, each)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("casesAndSubjects")
    @Timeout(90)
    void penstock_eachCase_passes(String name, String title, Subject subject, ConformanceCase conformanceCase) {
        Verdict verdict = conformanceCase.run(subject);

        assertThat(verdict.isFailed()).as(verdict.seen()).isFalse();
    }
}
