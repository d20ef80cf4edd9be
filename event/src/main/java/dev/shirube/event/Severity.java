// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import java.util.Locale;

/// How much a finding matters, in Sigma's five words, least first.
public enum Severity {
  INFORMATIONAL,
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL;

  /// The word as rules and commands spell it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// OCSF severity_id: 1 informational to 5 critical.
  public int severityId() {
    return ordinal() + 1;
  }
}
