// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

/// Whoever or whatever may be allowed something.
///
/// @param id tenant and name
/// @param kind what it is
/// @param title its name for people
public record Principal(PrincipalId id, Kind kind, String title) {
  /// What a principal is.
  public enum Kind {
    /// A human being.
    PERSON,
    /// A machine or program that sends events, and may do nothing else.
    SOURCE,
    /// Whoever has the machine that Shirube runs on.
    ADMINISTRATOR
  }
}
