// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import java.io.IOException;
import java.util.Collection;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// The reference pages say what the types say; -Dgolden=write writes them anew.
class ReferenceTest {
  @Test
  void fieldsArePrinted() throws IOException {
    Collection<Field> fields = FieldCatalogue.builtIn().all();
    assertThat(fields).hasSizeGreaterThan(400);
    StringBuilder text = new StringBuilder("| number | path | type | meaning | 意味 |\n");
    text.append("|---|---|---|---|---|\n");
    for (Field field : fields) {
      text.append("| ").append(field.id());
      text.append(" | `").append(field.path()).append('`');
      text.append(" | ").append(field.type().name().toLowerCase(Locale.ROOT));
      text.append(" | ").append(field.english());
      text.append(" | ").append(field.japanese()).append(" |\n");
    }
    Golden.section(
        Project.here().root().resolve("docs").resolve("reference").resolve("fields.md"),
        "fields",
        text.toString());
  }
}
