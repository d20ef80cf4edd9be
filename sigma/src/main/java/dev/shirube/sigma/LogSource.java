// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.catalog.YamlNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which events a rule is meant for: Sigma's three words, each in lower case, each optional.
public record LogSource(
    @Nullable String category, @Nullable String product, @Nullable String service) {
  /// No words at all.
  public static final LogSource NONE = new LogSource(null, null, null);

  /// The words of a logsource section; null when there is none in it.
  static @Nullable LogSource read(@Nullable YamlNode node) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      return null;
    }
    LogSource words =
        new LogSource(
            word(mapping, "category"), word(mapping, "product"), word(mapping, "service"));
    return words.equals(NONE) ? null : words;
  }

  private static @Nullable String word(YamlNode.Mapping mapping, String key) {
    String text = mapping.text(key);
    return text == null || text.isBlank() ? null : text.strip().toLowerCase(Locale.ROOT);
  }

  /// Whether every word the other gives is the same here.
  boolean has(LogSource other) {
    return same(other.category, category)
        && same(other.product, product)
        && same(other.service, service);
  }

  private static boolean same(@Nullable String wanted, @Nullable String word) {
    return wanted == null || wanted.equals(word);
  }

  /// These words, and the other's where there is none here.
  LogSource with(LogSource other) {
    return new LogSource(
        category == null ? other.category : category,
        product == null ? other.product : product,
        service == null ? other.service : service);
  }

  @Override
  public String toString() {
    return "category=" + category + " product=" + product + " service=" + service;
  }
}
