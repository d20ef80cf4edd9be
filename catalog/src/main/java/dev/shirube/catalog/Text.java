// SPDX-License-Identifier: Apache-2.0
package dev.shirube.catalog;

/// A text in both languages, as content files write it.
///
/// @param ja Japanese
/// @param en English
public record Text(String ja, String en) {
  public String in(Language language) {
    return language == Language.JA ? ja : en;
  }
}
