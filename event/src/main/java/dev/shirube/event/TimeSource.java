// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

/// Which clock the time of an event comes from.
public enum TimeSource {
  /// No usable clock in the record; the time is that of reading.
  RECEIVED,
  /// The sensor that saw the event, such as Sysmon's UtcTime or a kernel's stamp.
  SENSOR,
  /// The log's header, such as TimeCreated of the Windows event log.
  LOG,
  /// A field of the record that tells when the thing happened, such as CreationTime.
  CLAIMED,
  /// A summary's interval; the event lies somewhere inside it.
  INTERVAL;

  private static final TimeSource[] ALL = values();

  static TimeSource at(int ordinal) {
    return ALL[ordinal];
  }
}
