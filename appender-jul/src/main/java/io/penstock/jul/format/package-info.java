/**
 * From a record to its text: what a formatter prints, in less time where it is the JDK's, and what has to be known of a
 * formatter before it is called in a handler's place. Runs on the drain thread, but for the questions.
 *
 * <pre>
 *  at start:  CallerNeed: does it print where a call was made?   ThreadNeed: does it ask the thread that it runs on?
 *             Formatters: may a line be made before those in front of it are written?
 *  a record:  SimpleFormatter ─► CompiledSimpleFormat ─┬─ SecondTexts: what changes once per second
 *                                                      └─ MessageWithParameters: the message with its parameters
 *             many lines ─► LinesRecord ─► LinesFormatter, in a wrapped handler
 *             TcpHandler: RecordSlot ─► LoggedRecords ─► the protocol's record
 * </pre>
 */
@NullMarked
package io.penstock.jul.format;

import org.jspecify.annotations.NullMarked;
