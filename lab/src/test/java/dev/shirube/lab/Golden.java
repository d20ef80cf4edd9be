// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Expected texts that live in files: compared, or with -Dgolden=write written anew, so that the
/// review is the difference.
final class Golden {
  private Golden() {}

  /// Compares the part of a document between the marks of a name.
  static void section(Path document, String name, String expected) throws IOException {
    String begin = "<!-- golden:" + name + " -->\n";
    String end = "<!-- /golden:" + name + " -->";
    String text = Files.readString(document);
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    assertThat(from >= 0 && to > from).as(document + " has the marks of " + name).isTrue();
    String body = text.substring(from + begin.length(), to);
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(document, text.substring(0, from) + begin + expected + text.substring(to));
      return;
    }
    assertThat(body)
        .as("%s of %s (-Dgolden=write writes it anew)", name, document)
        .isEqualTo(expected);
  }
}
