// SPDX-License-Identifier: Apache-2.0
package dev.shirube.catalog;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What the product knows: the content folder, beside the program or inside its jar.
public final class Content {
  private final Path root;

  /// Content below a folder; the folder may lie in any file system.
  public Content(Path root) {
    this.root = root;
  }

  /// Content packed as the folder "content" into the jar that holds a class; stays open until the
  /// program ends.
  public static Content inJarOf(Class<?> type) throws IOException {
    try {
      URI jar = type.getProtectionDomain().getCodeSource().getLocation().toURI();
      FileSystem files = FileSystems.newFileSystem(Path.of(jar), Map.of());
      return new Content(files.getPath("/content"));
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  /// The content of a program: beside it if there is a folder of that name, else inside the jar
  /// that holds a class of it.
  ///
  /// @param home where the program lies
  public static Content of(Path home, Class<?> type) throws IOException {
    Path folder = home.resolve("content");
    return Files.isDirectory(folder) ? new Content(folder) : inJarOf(type);
  }

  public Path root() {
    return root;
  }

  /// The files below a folder of the content whose names end as given, sorted by path; none if
  /// there is no such folder.
  public List<Path> files(String folder, String ending) throws IOException {
    Path start = root.resolve(folder);
    if (!Files.isDirectory(start)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(start)) {
      return walk.filter(path -> path.toString().endsWith(ending)).sorted().toList();
    }
  }
}
