// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Something that can be allowed. A route, a command or an action asks for exactly one.
public enum Right {
  /// See doors, sources, rates and gaps.
  STATUS_READ(false),
  /// See events and findings, and search them.
  EVENTS_READ(false),
  /// Send events.
  EVENTS_SEND(false),
  /// Run rules over the past.
  BACKTEST_RUN(false),
  /// Write rules and exceptions.
  RULES_CHANGE(true),
  /// Hold events back from retention, and release them.
  HOLDS_CHANGE(true),
  /// Ask for an action on a host.
  RESPONSE_REQUEST(true),
  /// Approve such an action.
  RESPONSE_APPROVE(true),
  /// Add and remove sources and their tokens.
  SOURCES_CHANGE(true),
  /// Add people, give and take roles and tokens.
  PEOPLE_CHANGE(true),
  /// Read and verify the chain of deeds.
  AUDIT_READ(false),
  /// Make tenants.
  TENANTS_CHANGE(true),
  /// Say which addresses are which source: addresses belong to the whole installation.
  NETWORKS_CHANGE(true),
  /// See how the installation is: its disk, its doors.
  INSTALLATION_READ(false);

  private final boolean lockable;

  Right(boolean lockable) {
    this.lockable = lockable;
  }

  /// Whether lockdown takes this right from everybody: it changes something.
  public boolean isLockable() {
    return lockable;
  }

  /// As content and the description of the API write it, such as events.read.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '.');
  }

  /// The right of a word; null if there is none.
  public static @Nullable Right of(String word) {
    for (Right right : values()) {
      if (right.word().equals(word)) {
        return right;
      }
    }
    return null;
  }
}
