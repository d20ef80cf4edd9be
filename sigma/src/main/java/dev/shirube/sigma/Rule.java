// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.catalog.Language;
import dev.shirube.event.Severity;
import dev.shirube.event.Technique;
import java.util.List;

/// What a rule says about itself: everything people and findings need, nothing that matching needs.
///
/// @param id the rule's own id; one derived from its content where it has none
/// @param hash SHA-256 of the rule's document as hexadecimal digits
/// @param kind detection, correlation or filter
/// @param title as written
/// @param description as written, empty if absent
/// @param severity INFORMATIONAL where the rule gives no level
/// @param status as written, empty if absent
/// @param logSource which events it is meant for; all empty for a correlation
/// @param techniques ATT&CK techniques from the tags
/// @param tactics ATT&CK tactics from the tags, with hyphens, such as credential-access
/// @param falsePositives as written
/// @param fields fields worth showing, as written
/// @param guidance our own explanation in both languages; {@link Guidance#NONE} for foreign rules
/// @param origin where it came from, and whose it is
public record Rule(
    String id,
    String hash,
    Kind kind,
    String title,
    String description,
    Severity severity,
    String status,
    LogSource logSource,
    List<Technique> techniques,
    List<String> tactics,
    List<String> falsePositives,
    List<String> fields,
    Guidance guidance,
    Origin origin) {
  /// What sort of document it is.
  public enum Kind {
    DETECTION,
    CORRELATION,
    FILTER
  }

  /// Where a rule came from.
  ///
  /// @param file the file as the person named it
  /// @param line first line of the rule's document
  /// @param author as written, empty if absent
  /// @param license as written, empty if absent
  /// @param references as written
  public record Origin(
      String file, int line, String author, String license, List<String> references) {
    public Origin {
      references = List.copyOf(references);
    }
  }

  public Rule {
    techniques = List.copyOf(techniques);
    tactics = List.copyOf(tactics);
    falsePositives = List.copyOf(falsePositives);
    fields = List.copyOf(fields);
  }

  /// The title in the reader's language where the rule has one.
  public String title(Language language) {
    return guidance.title() == null ? title : guidance.title().in(language);
  }

  /// The hidden rule that stands for one condition of an old aggregation.
  Rule part(int number) {
    return as(id + "#" + number, Kind.DETECTION);
  }

  /// The rule as the correlation that an old aggregation means.
  Rule correlated() {
    return as(id, Kind.CORRELATION);
  }

  private Rule as(String otherId, Kind otherKind) {
    return new Rule(
        otherId,
        hash,
        otherKind,
        title,
        description,
        severity,
        status,
        logSource,
        techniques,
        tactics,
        falsePositives,
        fields,
        guidance,
        origin);
  }
}
