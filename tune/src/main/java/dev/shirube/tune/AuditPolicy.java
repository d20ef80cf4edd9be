// SPDX-License-Identifier: Apache-2.0
package dev.shirube.tune;

import dev.shirube.catalog.Language;
import dev.shirube.catalog.Text;
import dev.shirube.sigma.LogSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What Windows has to write down so that rules can see it: content/windows/audit-policy.yaml.
///
/// @param settings in the order of the file
public record AuditPolicy(List<Setting> settings) {
  public AuditPolicy {
    settings = List.copyOf(settings);
  }

  /// One thing that can be switched on.
  ///
  /// @param id stable name, such as process-creation
  /// @param title what Windows calls it
  /// @param why what it is good for
  /// @param place where it stands in Group Policy; null if it stands nowhere there
  /// @param commands the same by command, in order
  /// @param check the command that shows the present state
  /// @param needs ids of settings that must be on first
  /// @param traces what shows that it is on
  /// @param volume how much more will be written
  /// @param feeds the rules it unlocks
  public record Setting(
      String id,
      Kind kind,
      Text title,
      Text why,
      @Nullable Place place,
      List<String> commands,
      String check,
      List<String> needs,
      Traces traces,
      Volume volume,
      List<Feed> feeds) {
    public Setting {
      commands = List.copyOf(commands);
      needs = List.copyOf(needs);
      feeds = List.copyOf(feeds);
    }
  }

  /// What sort of setting it is.
  public enum Kind {
    AUDIT,
    REGISTRY,
    LOG,
    SIZE,
    SENSOR
  }

  /// Where a setting stands in Group Policy.
  ///
  /// @param ja the folders and the setting as Japanese Windows spells them
  /// @param en the same of English Windows
  /// @param value what to choose
  public record Place(List<String> ja, List<String> en, Text value) {
    public Place {
      ja = List.copyOf(ja);
      en = List.copyOf(en);
    }

    /// The path as people read it, from the outermost folder in.
    public String path(Language language) {
      return String.join(" > ", language == Language.JA ? ja : en);
    }
  }

  /// What shows that a setting is on.
  ///
  /// @param events channels and event ids it writes; empty if logs cannot show it
  /// @param value the name that only then has a value in these events; null if the events are
  ///   enough
  /// @param frequency how soon one is to be expected
  /// @param role machines it makes sense on
  public record Traces(
      List<Events> events, @Nullable String value, Frequency frequency, Role role) {
    public Traces {
      events = List.copyOf(events);
    }
  }

  /// Event ids of one channel.
  public record Events(String channel, Set<String> ids) {
    public Events {
      ids = Set.copyOf(ids);
    }
  }

  /// How soon a host that has the setting on writes such an event.
  public enum Frequency {
    /// Within the hour.
    OFTEN,
    /// Within days of ordinary use.
    SOMETIMES,
    /// Only when something special happens.
    RARELY
  }

  /// Which machines a setting is for.
  public enum Role {
    ANY,
    DOMAIN_CONTROLLER,
    CERTIFICATE_AUTHORITY
  }

  /// How much more is written.
  ///
  /// @param level low, medium, high, very-high
  public record Volume(String level, Text note) {}

  /// Rules that a setting unlocks.
  ///
  /// @param logSource their log source; a null word stands for any
  /// @param byEvent only rules that ask for one of the setting's event ids
  /// @param fields only rules that ask for one of these fields; empty for all
  public record Feed(LogSource logSource, boolean byEvent, Set<String> fields) {
    public Feed {
      fields = Set.copyOf(fields);
    }
  }
}
