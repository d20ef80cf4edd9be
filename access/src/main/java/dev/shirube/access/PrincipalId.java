// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import dev.shirube.event.TenantId;

/// A person, source or administrator by name. The same name in two tenants is two principals.
///
/// @param home the tenant it belongs to; {@link #PROVIDER} for those above tenants
/// @param name 1 to 64 of a-z, 0-9, '-' and '_', beginning with a letter or digit
public record PrincipalId(TenantId home, String name) {
  /// Whose rows are about the installation itself: the list of tenants, and the provider's people.
  /// No customer can have this name, and it holds no event.
  public static final TenantId PROVIDER = new TenantId("_provider");

  public PrincipalId {
    if (!isName(name)) {
      throw new IllegalArgumentException("not a name: " + name);
    }
  }

  /// Whether a text is a name of a principal, tenant or role. Names become parts of files, pages
  /// and statements of others, so there is nothing in them that means something anywhere.
  public static boolean isName(String text) {
    boolean valid = !text.isEmpty() && text.length() <= 64 && isPlain(text.charAt(0));
    for (int index = 1; valid && index < text.length(); index++) {
      char c = text.charAt(index);
      valid = isPlain(c) || c == '-' || c == '_';
    }
    return valid;
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  /// As deeds name it: tenant/name.
  @Override
  public String toString() {
    return home.value() + "/" + name;
  }
}
