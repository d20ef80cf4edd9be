// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// What Java says of the records' layout is what the compiler checked in layout.h.
class LayoutTest {
  private static final Path HEADER =
      Path.of(System.getProperty("shirube.root", ".."), "rings/src/main/bpf/layout.h");

  private static int java(String name) {
    try {
      Field field = Layout.class.getField(name);
      return field.getInt(null);
    } catch (ReflectiveOperationException _) {
      return -1;
    }
  }

  @Test
  void everyPlaceIsTheSameInBoth() throws IOException {
    List<String> compared = new ArrayList<>();
    for (String line : Files.readAllLines(HEADER)) {
      if (line.startsWith("AT(")) {
        List<String> part = List.of(line.substring(3, line.indexOf(");")).split(", "));
        String name = (part.get(0) + "_" + part.get(1)).replace('.', '_').toUpperCase(Locale.ROOT);
        assertThat(java(name)).as(name).isEqualTo(Integer.parseInt(part.get(2)));
        compared.add(name);
      } else if (line.startsWith("_Static_assert(sizeof(struct shirube_")) {
        int size = Integer.parseInt(line.substring(line.indexOf("== ") + 3, line.indexOf(", \"")));
        int from = line.indexOf("shirube_") + 8;
        String constant = line.substring(from, line.indexOf(')', from));
        assertThat(java(constant.toUpperCase(Locale.ROOT) + "_BYTES")).as(constant).isEqualTo(size);
        compared.add(constant);
      }
    }
    assertThat(compared).hasSizeGreaterThan(60);
  }

  @Test
  void kindsAndFlagsAreTheSameInBoth() throws IOException {
    List<String> compared = new ArrayList<>();
    for (String line : Files.readAllLines(HEADER)) {
      String text = line.strip();
      boolean kind = text.startsWith("KIND_");
      if ((kind || text.startsWith("FLAG_")) && text.contains(" = ")) {
        String name = text.substring(5, text.indexOf(" = "));
        int value = Integer.parseInt(text.substring(text.indexOf(" = ") + 3, text.indexOf(',')));
        assertThat(java(name)).as(name).isEqualTo(value);
        compared.add(name);
      }
    }
    assertThat(compared).hasSizeGreaterThan(24);
  }
}
