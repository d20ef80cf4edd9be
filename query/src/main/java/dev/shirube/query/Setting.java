// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import java.time.ZoneId;

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
}
