// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.query.Setting;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is put into a body comes out of it, and nothing that somebody writes there does harm.
class EnclosedTest {
  @Test
  void aBodyIsReadAsItWasWritten() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("a.yml", "title: a\n---\ntitle: b\n");
    files.put("folder/二.yml", "");
    files.put("c", "no end");
    for (String text : new String[] {"", "x in @c", "x\n"}) {
      Enclosed enclosed = new Enclosed(text, files);
      assertThat(Enclosed.read(enclosed.body())).isEqualTo(enclosed);
    }
    assertThat(Enclosed.read("title: a\n---\ntitle: b"))
        .isEqualTo(new Enclosed("title: a\n---\ntitle: b", Map.of()));
    assertThat(Enclosed.read("--- # file a\nb").files()).containsEntry("a", "b");
  }

  @Test
  void listsStandBeforeThoseThatAreKept() {
    Enclosed.Lists lists = new Enclosed.Lists(Map.of("a", "one\n\n two\n"), Setting.Lists.NONE);
    assertThat(lists.find("a")).containsExactly("one", " two");
    assertThat(lists.find("b")).isNull();
  }

  @Test
  void anyBodyCanBeRead() {
    Random random = new Random(11);
    String[] pieces = {"--- # file ", "\n", "\r\n", "a", "---", " ", "\u0000", "é", "--- # file"};
    int found = 0;
    for (int number = 0; number < 5_000; number++) {
      StringBuilder body = new StringBuilder();
      for (int count = random.nextInt(12); count > 0; count--) {
        body.append(pieces[random.nextInt(pieces.length)]);
      }
      Enclosed read = Enclosed.read(body.toString());
      found += read.files().size();
      assertThat(Enclosed.read(read.body()).files()).isEqualTo(read.files());
    }
    assertThat(found).isGreaterThan(1_000);
  }
}
