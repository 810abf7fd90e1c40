package io.penstock.logback.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases that every appender compared here withstands would notice one that does not. */
class CasesCanFailTest {

    private static final Set<String> WITHSTOOD_BY_ALL = Set.of(
            "An argument changes after the call: message",
            "The MDC changes after the call: JSON",
            "An argument's toString() logs: both events arrive",
            "Caller data, when asked for",
            "The name of an unnamed thread is kept",
            "20 reloads under load: no accepted event is lost");

    static Stream<ConformanceCase> cases() {
        return ConformanceCase.all().stream().filter(each -> WITHSTOOD_BY_ALL.contains(each.title()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void carelessAppender_eachCase_fails(ConformanceCase conformanceCase) {
        Verdict verdict = conformanceCase.run(new Careless());

        assertThat(verdict.isFailed()).as(verdict.seen()).isTrue();
        assertThat(verdict.seen()).doesNotContain("threw", "did not end");
    }

    @Test
    void cases_withstoodByAll_exist() {
        assertThat(cases()).hasSameSizeAs(WITHSTOOD_BY_ALL);
    }

    private static final class Careless implements Subject {

        @Override
        public String name() {
            return "careless";
        }

        @Override
        public String version() {
            return "";
        }

        @Override
        public boolean drops() {
            return false;
        }

        @Override
        public String className() {
            return CarelessAppender.class.getName();
        }

        @Override
        public Map<String, String> settings(Setup setup) {
            return Map.of();
        }
    }
}
