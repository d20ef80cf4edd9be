// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.shirube.catalog.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One walk over paths: what was found, and what was told.
final class Walks {
  final Map<String, byte[]> entries = new LinkedHashMap<>();
  final List<Problem> problems = new ArrayList<>();
  long bytesRead;
  Containers.Walked walked = new Containers.Walked(0, 0, true);

  /// Walks a single file of these bytes that lies in memory.
  static Walks over(byte[] bytes, Limits limits) {
    try (FileSystem memory = Jimfs.newFileSystem(Configuration.windows())) {
      Path file = memory.getPath("C:\\in");
      Files.write(file, bytes);
      return over(file, limits);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Walks over(byte[] bytes) {
    return over(bytes, Limits.STANDARD);
  }

  static Walks over(Path path, Limits limits) throws IOException {
    Walks walks = new Walks();
    Containers containers =
        new Containers(walks.problems::add, limits, count -> walks.bytesRead += count);
    walks.walked =
        containers.walk(
            path, entry -> walks.entries.put(entry.name(), entry.open().readAllBytes()));
    return walks;
  }

  String text(String name) {
    return new String(entries.getOrDefault(name, new byte[0]), StandardCharsets.UTF_8);
  }

  List<String> told() {
    return problems.stream().map(problem -> problem.what().id()).toList();
  }
}
