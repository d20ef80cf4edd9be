// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a text is read against: whose words, whose lists, and what "now" means.
///
/// @param now nanoseconds since 1970 UTC that "now" and "today" go by
/// @param zone the zone that days begin in, and that times without a zone are told in
/// @param names the names of fields
/// @param lists the lists that may be named
/// @param limits how much may be asked
public record Setting(long now, ZoneId zone, FieldWords names, Lists lists, QueryLimits limits) {
  /// A setting with the usual limits, the catalogue's names, and no lists.
  ///
  /// @param now nanoseconds since 1970 UTC
  public static Setting of(long now, ZoneId zone) {
    return new Setting(now, zone, FieldWords.ofCatalogue(), Lists.NONE, QueryLimits.USUAL);
  }

  /// The lists of texts that a question may name as `@name`: whoever asks decides which there are.
  public interface Lists {
    /// No lists at all.
    Lists NONE =
        new Lists() {
          @Override
          public @Nullable Collection<String> find(String name) {
            return null;
          }

          @Override
          public Collection<String> names() {
            return List.of();
          }
        };

    /// The texts of a list; null if there is no such list, or this asker may not use it. The name
    /// is as written: text somebody sent, never to be taken for a path without care.
    @Nullable Collection<String> find(String name);

    /// The names of all lists this asker may use.
    Collection<String> names();
  }
}
