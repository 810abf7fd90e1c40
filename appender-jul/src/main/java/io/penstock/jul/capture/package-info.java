/**
 * How a record crosses the ring: the caller's thread captures it into a slot, the drain thread makes of the slot a record
 * as it was at the call.
 *
 * <pre>
 *  caller:  LogRecord ─► RecordIntake: levels and filters ─► freeze ─► claim ─► RecordSlot ─► publish
 *                            ▲                ▲
 *                        Recipients       CallerSwitch: what is taken from the calling thread besides the record
 *                            ▼
 *  drain:   RecordSlot ─► PlainRecords, or JBossRecords where jboss-logmanager is there ─► LogRecord
 *           a report of what was dropped ─► PlainRecords ─► LogRecord
 * </pre>
 *
 * <p>What a record is to be formatted or written by is not known here, only its {@code Recipients}.
 */
@NullMarked
package io.penstock.jul.capture;

import org.jspecify.annotations.NullMarked;
