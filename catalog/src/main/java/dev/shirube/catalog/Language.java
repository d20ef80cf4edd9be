// SPDX-License-Identifier: Apache-2.0
package dev.shirube.catalog;

import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The languages every text exists in.
public enum Language {
  JA,
  EN;

  /// The reader's language from a locale such as ja_JP.UTF-8; English when it is neither.
  public static Language ofLocale(String locale) {
    return locale.toLowerCase(Locale.ROOT).startsWith("ja") ? JA : EN;
  }

  /// The reader's language as the environment tells it.
  ///
  /// @param environment the value of a variable, or null
  public static Language ofEnvironment(UnaryOperator<@Nullable String> environment) {
    for (String name : new String[] {"SHIRUBE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"}) {
      String value = environment.apply(name);
      if (value != null && !value.isBlank()) {
        return ofLocale(value);
      }
    }
    return ofLocale(Locale.getDefault().toString());
  }
}
