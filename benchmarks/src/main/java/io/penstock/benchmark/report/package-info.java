/**
 * What a run says: a section per question with its table, verdicts on the targets, the machine, and all of it read again from the
 * {@code report.md} of an older run.
 */
@NullMarked
package io.penstock.benchmark.report;

import org.jspecify.annotations.NullMarked;
