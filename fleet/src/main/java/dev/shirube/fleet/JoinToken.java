// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

/// A token that was made, by which one machine may join.
///
/// @param id by which it can be named
/// @param token its text, shown this once
/// @param expires until when it is good, nanoseconds since 1970 UTC
public record JoinToken(String id, String token, long expires) {
  /// Without the token.
  @Override
  public String toString() {
    return "JoinToken[" + id + "]";
  }
}
