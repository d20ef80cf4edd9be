// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.catalog.Language;
import dev.shirube.enrich.Network;
import dev.shirube.event.Severity;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/// All settings of an installation: the one file shirube.yaml. Every setting has a value here
/// whether the file gives it or not.
///
/// @param language the language people are spoken to in
/// @param data the data folder; its layout is in docs/reference/data-folder.md
/// @param inbox the folder that `up` watches
/// @param zone the zone in which times are shown, and of logs that do not say theirs
/// @param encoding the code page of 8-bit logs that do not say theirs
/// @param minimumLevel findings of rules below this level are not shown
/// @param workers how many threads run the rules
/// @param recording where the recording listens and how long it keeps
/// @param networks what people call their networks; events tell them beside addresses
/// @param placeholders values of %name% in rules
public record Settings(
    Language language,
    Path data,
    Path inbox,
    ZoneId zone,
    Charset encoding,
    Severity minimumLevel,
    int workers,
    RecordingPlan recording,
    List<Network> networks,
    Map<String, List<String>> placeholders) {
  public Settings {
    networks = List.copyOf(networks);
    placeholders = Map.copyOf(placeholders);
  }

  /// What holds where the file says nothing, or where there is no file.
  ///
  /// @param home the folder that relative paths start from
  public static Settings standard(Path home, Language language, ZoneId zone) {
    return new Settings(
        language,
        home.resolve("data"),
        home.resolve("data").resolve("inbox"),
        zone,
        Charset.forName(language == Language.JA ? "windows-31j" : "windows-1252"),
        Severity.INFORMATIONAL,
        Math.max(1, Runtime.getRuntime().availableProcessors()),
        RecordingPlan.STANDARD,
        List.of(),
        Map.of());
  }
}
