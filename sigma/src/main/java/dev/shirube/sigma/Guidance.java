// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.catalog.Text;
import org.jspecify.annotations.Nullable;

/// What our own rules say to a person who has to judge a finding: the custom block "shirube" of a
/// rule. Each part is null for a rule that does not have it.
///
/// @param title the rule's title in both languages
/// @param explanation what it means when this fires
/// @param harmless what harmless thing can cause it
/// @param question what to find out next
public record Guidance(
    @Nullable Text title,
    @Nullable Text explanation,
    @Nullable Text harmless,
    @Nullable Text question) {
  /// No guidance at all: a foreign rule.
  public static final Guidance NONE = new Guidance(null, null, null, null);
}
