package io.penstock.logback.conformance;

/** What became of a case, with the figures seen. */
record Verdict(Outcome outcome, String seen) {

    enum Outcome {
        PASSED,
        FAILED,
        /** The subject is set up so that the question does not arise. */
        NOT_ASKED
    }

    static Verdict of(boolean passed, String seen, Object... figures) {
        return new Verdict(passed ? Outcome.PASSED : Outcome.FAILED, String.format(seen, figures));
    }

    static Verdict failed(String seen, Object... figures) {
        return of(false, seen, figures);
    }

    static Verdict notAsked(String why) {
        return new Verdict(Outcome.NOT_ASKED, why);
    }

    boolean isFailed() {
        return outcome == Outcome.FAILED;
    }
}
