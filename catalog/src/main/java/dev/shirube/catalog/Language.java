// SPDX-License-Identifier: Apache-2.0
package dev.shirube.catalog;

import java.util.Locale;

/// The languages every text exists in.
public enum Language {
  JA,
  EN;

  /// The reader's language from a locale such as ja_JP.UTF-8; English when it is neither.
  public static Language ofLocale(String locale) {
    return locale.toLowerCase(Locale.ROOT).startsWith("ja") ? JA : EN;
  }
}
