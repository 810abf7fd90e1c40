/**
 * Syslog: messages as RFC 5424 and RFC 3164 have them, and how they are framed on a connection that nobody acknowledges.
 * Runs on the drain thread.
 *
 * <pre>
 *  SyslogSettings ──▶ Rfc5424 or Rfc3164 ──record──▶ SyslogProtocol ──▶ Batch
 * </pre>
 */
@NullMarked
package io.penstock.wire.syslog;

import org.jspecify.annotations.NullMarked;
