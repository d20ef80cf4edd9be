// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

/// One customer or organization whose data must never be seen by another.
///
/// @param value a short lower-case name, 1 to 64 of a-z, 0-9, '-' and '_'
public record TenantId(String value) {
  /// The tenant of a single-tenant installation and of a plain scan.
  public static final TenantId LOCAL = new TenantId("local");

  public TenantId {
    boolean valid = !value.isEmpty() && value.length() <= 64;
    for (int index = 0; valid && index < value.length(); index++) {
      char c = value.charAt(index);
      valid = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
    if (!valid) {
      throw new IllegalArgumentException("not a tenant name: " + value);
    }
  }
}
