// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FieldCatalogueTest {
  private static final Path ROOT = Path.of(System.getProperty("shirube.root", ".."));
  private static final Path LOCK =
      ROOT.resolve("event/src/main/resources/dev/shirube/event/fields.lock");
  private static final Path REFERENCE = ROOT.resolve("docs/reference/fields.md");

  private final FieldCatalogue catalogue = FieldCatalogue.builtIn();

  /// The numbers stand in files on disk: a line, once there, never changes and never goes.
  @Test
  void keepsEveryLockedLine() throws IOException {
    List<String> locked = Files.exists(LOCK) ? Files.readAllLines(LOCK) : List.of();
    List<String> now = lines();
    List<String> gone = new ArrayList<>(locked);
    gone.removeAll(now);
    assertThat(gone)
        .as(
            "fields.tsv no longer has these lines of fields.lock. Ids, paths and types are for"
                + " ever: put them back and append a new line for what is to be different")
        .isEmpty();
    if (writing()) {
      Files.write(LOCK, now);
      return;
    }
    List<String> missing = new ArrayList<>(now);
    missing.removeAll(locked);
    assertThat(missing).as("append these lines to fields.lock (-Dgolden=write does it)").isEmpty();
    assertThat(locked).hasSizeGreaterThan(500);
  }

  @Test
  void givesIdsInOrderAndBothLanguages() {
    int last = 0;
    for (Field field : catalogue.all()) {
      assertThat(field.id()).as(field.path()).isEqualTo(++last);
      assertThat(field.english()).as(field.path()).isNotBlank();
      assertThat(field.japanese()).as(field.path()).isNotBlank();
      assertThat(field.path()).matches(path -> path.chars().allMatch(c -> isPathLetter(c)));
    }
    assertThat(catalogue.version()).isEqualTo(last);
  }

  private static boolean isPathLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  }

  @Test
  void isDescribedInTheReference() throws IOException {
    String expected = reference();
    if (writing()) {
      Files.createDirectories(REFERENCE.getParent());
      Files.writeString(REFERENCE, expected);
    }
    assertThat(REFERENCE).as("-Dgolden=write writes it").exists();
    assertThat(Files.readString(REFERENCE).replace("\r\n", "\n"))
        .as("docs/reference/fields.md is generated: -Dgolden=write writes it anew")
        .isEqualTo(expected);
  }

  private List<String> lines() {
    return catalogue.all().stream()
        .map(field -> field.id() + "\t" + field.path() + "\t" + type(field))
        .toList();
  }

  private static String type(Field field) {
    return field.type().name().toLowerCase(Locale.ROOT);
  }

  private static boolean writing() {
    return "write".equals(System.getProperty("golden"));
  }

  private String reference() {
    TreeMap<String, Field> sorted = new TreeMap<>();
    catalogue.all().forEach(field -> sorted.put(field.path(), field));
    StringBuilder page = new StringBuilder("# Fields of an event\n\n");
    page.append("Generated from event/src/main/resources/dev/shirube/event/fields.tsv;\n");
    page.append("do not edit. Paths follow OCSF 1.9; what OCSF has no name for stands under\n");
    page.append("Shirube's own paths (`win.`, `linux.`, `reg_target.` and a few more).\n\n");
    page.append("| path | type | meaning | 意味 | id |\n|---|---|---|---|---|\n");
    for (Field field : sorted.values()) {
      page.append("| `").append(field.path()).append("` | ").append(type(field)).append(" | ");
      page.append(field.english()).append(" | ").append(field.japanese()).append(" | ");
      page.append(field.id()).append(" |\n");
    }
    return page.toString();
  }
}
