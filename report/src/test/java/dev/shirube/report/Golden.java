// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What an output must be, in a file beside the tests; -Dgolden=write writes what it is.
final class Golden {
  private Golden() {}

  static void compare(String name, String actual) throws IOException {
    Path root = Path.of(System.getProperty("shirube.root", ".."));
    Path file = root.resolve("report/src/test/golden").resolve(name);
    if ("write".equals(System.getProperty("golden"))) {
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(file, actual);
    }
    String expected = Files.readString(file).replace("\r\n", "\n");
    assertThat(actual.replace("\r\n", "\n")).as(name).isEqualTo(expected);
  }
}
