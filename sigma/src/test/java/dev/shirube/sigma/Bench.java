// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.shirube.catalog.Content;
import dev.shirube.catalog.Problem;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What tests of rules need: a taxonomy, rules from a few lines, events from a few words.
final class Bench {
  static final String TAXONOMY =
      """
      - name: windows
        logsource: {product: windows}
        when: {device.os.type: windows}
        fields: {EventID: metadata.event_code, Channel: metadata.log_name}
      - name: security log
        logsource: {product: windows, service: security}
        when: {metadata.log_name: Security}
      - name: process creation
        logsource: {category: process_creation, product: windows}
        when: {class: process_activity, activity: 1}
        fields: {Image: process.file.path, CommandLine: process.cmd_line}
      - name: anything
        logsource: {category: test}
        when: {class: base_event}
      """;

  private Bench() {}

  static Taxonomy taxonomy() {
    return taxonomy(TAXONOMY).taxonomy();
  }

  static Taxonomy.Loaded taxonomy(String text) {
    Path root = Jimfs.newFileSystem(Configuration.windows()).getPath("C:\\content");
    try {
      Files.createDirectories(root.resolve("taxonomy"));
      Files.writeString(root.resolve("taxonomy").resolve("test.yaml"), text);
      return Taxonomy.load(new Content(root));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static RuleFile file(String name, String text) {
    return new RuleFile(name, text.getBytes(StandardCharsets.UTF_8));
  }

  static RuleSet load(String... texts) {
    List<RuleFile> files = new ArrayList<>();
    for (String text : texts) {
      files.add(file("rule" + files.size() + ".yml", text));
    }
    return RuleSet.load(
        files, taxonomy(), Map.of("name", List.of("srv*", "fs\\*1"), "net", List.of("10.0.0.0/8")));
  }

  /// A rule with this detection section, each line indented by four.
  static String rule(String detection) {
    return "title: Test\nid: r\nlogsource:\n    category: test\ndetection:\n"
        + detection.stripTrailing().indent(4);
  }

  static Detection detection(String detection) {
    RuleSet rules = load(rule(detection));
    Detection found = rules.detection("r");
    if (found == null) {
      throw new AssertionError("refused: " + ids(rules.problems()));
    }
    return found;
  }

  static List<String> ids(List<Problem> problems) {
    return problems.stream().map(each -> each.what().id() + "@" + each.position()).toList();
  }

  /// An event: name=value, name! for a null, path:=value for a catalogue field.
  static Event event(String... words) {
    EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());
    batch.beginEvent();
    batch.setId(0, new EventId(0, 1));
    for (String word : words) {
      add(batch, word);
    }
    return new Event().on(batch, 0);
  }

  private static void add(EventBatch batch, String word) {
    if (word.endsWith("!")) {
      int name = batch.names().intern(word.substring(0, word.length() - 1));
      batch.add(name, ValueType.NULL, new byte[0], 0, 0);
      return;
    }
    int equal = word.indexOf('=');
    boolean catalogue = word.charAt(equal - 1) == ':';
    String name = word.substring(0, catalogue ? equal - 1 : equal);
    int entry =
        batch.addText(
            catalogue ? FieldNames.NONE : batch.names().intern(name), word.substring(equal + 1));
    if (catalogue) {
      Field field = FieldCatalogue.require(name);
      batch.setField(entry, field.id());
    }
  }

  static boolean matches(String detection, String... words) {
    return detection(detection).match(event(words)) == Matcher.Outcome.YES;
  }

  /// The data folder, or null where there is none.
  static @Nullable Path data() {
    String set = System.getenv("SHIRUBE_DATA");
    Path folder =
        set != null
            ? Path.of(set)
            : Path.of(System.getProperty("shirube.root", "..")).resolve("../shared/data");
    return Files.isDirectory(folder) ? folder : null;
  }
}
