// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import org.jspecify.annotations.Nullable;

/// One value that patterns are tried on. What several patterns need of it (its folding, the address
/// or number it spells) is worked out once. For one thread at a time.
public final class Subject {
  private final String text;
  private @Nullable String folded;
  private byte @Nullable [] bytes;
  private @Nullable Address address;
  private boolean addressKnown;
  private @Nullable Numeral numeral;
  private boolean numeralKnown;

  public Subject(String text) {
    this.text = text;
  }

  /// The text as it was given.
  public String text() {
    return text;
  }

  /// The text without case, see {@link Fold}.
  public String folded() {
    String known = folded;
    if (known == null) {
      known = Fold.fold(text);
      folded = known;
    }
    return known;
  }

  /// The text in UTF-8, see {@link Encodings#utf8}. Not to be written to.
  byte[] bytes() {
    byte[] known = bytes;
    if (known == null) {
      known = Encodings.utf8(text);
      bytes = known;
    }
    return known;
  }

  /// The IP address that the text spells, or null.
  public @Nullable Address address() {
    if (!addressKnown) {
      address = Address.parse(text);
      addressKnown = true;
    }
    return address;
  }

  /// The number that the text spells, or null.
  public @Nullable Numeral numeral() {
    if (!numeralKnown) {
      numeral = Numeral.parse(text);
      numeralKnown = true;
    }
    return numeral;
  }
}
