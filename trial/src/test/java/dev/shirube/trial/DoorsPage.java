// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The configurations that docs/reference/doors.md tells people to copy, so that tests copy them
/// too.
final class DoorsPage {
  private static final String FENCE = "```";

  private DoorsPage() {}

  /// The one block of the page in which a text stands, for a server on this machine.
  ///
  /// @param port as the page writes it
  /// @param now the port to write in its place
  static String block(String within, int port, int now) throws IOException {
    Path root = Path.of(System.getProperty("shirube.root", ".."));
    String page = Files.readString(root.resolve("docs/reference/doors.md"));
    List<String> found = new ArrayList<>();
    int at = page.indexOf(FENCE);
    while (at >= 0) {
      int begin = page.indexOf('\n', at) + 1;
      int end = page.indexOf(FENCE, begin);
      String block = page.substring(begin, end);
      if (block.contains(within)) {
        found.add(block);
      }
      at = page.indexOf(FENCE, end + FENCE.length());
    }
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " blocks of doors.md have " + within);
    }
    String quoted = "\"" + port + "\"";
    String block = found.getFirst();
    if (!block.contains(quoted) || !block.contains("shirube.example")) {
      throw new AssertionError("no " + quoted + " or no server in " + block);
    }
    return block.replace("shirube.example", "127.0.0.1").replace(quoted, "\"" + now + "\"");
  }
}
