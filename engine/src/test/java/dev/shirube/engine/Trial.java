// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.shirube.catalog.Content;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.Taxonomy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What tests of the engine need: a taxonomy with every sort of log source, rules from a few lines,
/// empty batches.
final class Trial {
  private static final String TAXONOMY =
      """
      - name: windows
        logsource: {product: windows}
        when: {device.os.type: windows}
        fields: {EventID: metadata.event_code, Channel: metadata.log_name}
      - name: security log
        logsource: {product: windows, service: security}
        when: {metadata.log_name: [Security, 'Kernel*']}
      - name: process creation
        logsource: {category: process_creation, product: windows}
        when: {class: process_activity, activity: 1}
        fields: {Image: [process.file.path, process.file.name], CommandLine: process.cmd_line}
      - name: anything
        logsource: {category: test}
        when: {class: base_event}
        fields: {User: user.name, CommandLine: process.cmd_line}
      - name: web
        logsource: {category: webserver}
        when: {source: 'apache*', class: [http_activity, base_event]}
      - name: web elsewhere
        logsource: {category: webserver}
        when: {source: iis}
      """;
  private static final Map<String, List<String>> PLACEHOLDERS =
      Map.of("name", List.of("srv*", "power*", "ss"), "net", List.of("10.0.0.0/8", "::1"));
  private static final Taxonomy KNOWN = taxonomy(TAXONOMY);

  private Trial() {}

  static Taxonomy taxonomy(String text) {
    try (FileSystem files = Jimfs.newFileSystem(Configuration.windows())) {
      Path root = files.getPath("C:\\content");
      Files.createDirectories(root.resolve("taxonomy"));
      Files.writeString(root.resolve("taxonomy").resolve("test.yaml"), text);
      Taxonomy.Loaded loaded = Taxonomy.load(new Content(root));
      if (!loaded.problems().isEmpty()) {
        throw new AssertionError(loaded.problems().toString());
      }
      return loaded.taxonomy();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RuleSet load(List<String> texts) {
    return load(texts, KNOWN);
  }

  static RuleSet load(List<String> texts, Taxonomy taxonomy) {
    List<RuleFile> files = new ArrayList<>();
    for (String text : texts) {
      files.add(
          new RuleFile("rule" + files.size() + ".yml", text.getBytes(StandardCharsets.UTF_8)));
    }
    return RuleSet.load(files, taxonomy, PLACEHOLDERS);
  }

  /// A rule on anything with this detection section.
  static String rule(String id, String detection) {
    return "title: Test\nid: "
        + id
        + "\nlogsource:\n    category: test\ndetection:\n"
        + detection.stripTrailing().indent(4);
  }

  /// A set with every rule accepted.
  static RuleSet rules(String... texts) {
    RuleSet rules = load(List.of(texts));
    if (!rules.problems().isEmpty()) {
      throw new AssertionError(rules.problems().toString());
    }
    return rules;
  }

  static EventBatch batch() {
    return new EventBatch(TenantId.LOCAL, new FieldNames());
  }
}
