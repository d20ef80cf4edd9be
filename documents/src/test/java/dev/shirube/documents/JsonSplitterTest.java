// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.containers.Limits;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonSplitterTest {
  private static boolean split(Reading into, String text, String prefix) {
    into.batch.beginEvent();
    return new JsonSplitter().split(into.batch, text, prefix, Limits.STANDARD);
  }

  @Test
  void addsPartsBelowThePrefix() {
    Reading reading = new Reading();
    assertThat(split(reading, " {\"a\":{\"b\":\"日\"},\"c\":[1]} ", "Data.")).isTrue();
    assertThat(reading.event(0))
        .containsExactly(
            "Data.a={\"b\":\"日\"} split", "Data.a.b=日", "Data.c=[1] split", "Data.c[1]=int 1");
    assertThat(split(reading, "[{\"Name\":\"x\"},2]", "P.")).isTrue();
    assertThat(reading.event(1))
        .containsExactly("P[1]={\"Name\":\"x\"} split", "P.Name[1]=x", "P[2]=int 2");
    assertThat(split(reading, "{\"a\":1}", "")).isTrue();
    assertThat(reading.event(2)).containsExactly("a=int 1");
  }

  @Test
  void leavesWhatIsNoDocumentAlone() {
    for (String text :
        List.of(
            "",
            " ",
            "text",
            "12",
            "\"a\"",
            "x {\"a\":1}",
            "{\"a\":1} x",
            "{\"a\":1",
            "{\"a\":1}{}",
            "{'a':1}")) {
      Reading reading = new Reading();
      assertThat(split(reading, text, "p.")).as(text).isFalse();
      assertThat(reading.event(0)).as(text).isEmpty();
    }
  }
}
