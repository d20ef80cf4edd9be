// SPDX-License-Identifier: Apache-2.0
package dev.shirube.formats;

import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.Splitter;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Every format and splitter Shirube knows, and the choice among them by content.
public final class Formats {
  private final List<Format> formats;
  private final List<Splitter> splitters;

  private Formats(List<Format> formats, List<Splitter> splitters) {
    this.formats = List.copyOf(formats);
    this.splitters = List.copyOf(splitters);
  }

  /// All of this release, one per line in the order of names.
  public static Formats standard() {
    return new Formats(List.of(), List.of());
  }

  public List<Format> all() {
    return formats;
  }

  /// The format that is surest of the entry, or null if none recognizes it.
  public @Nullable Format recognize(Entry entry) throws IOException {
    return null;
  }

  /// The splitter of a name, or null.
  public @Nullable Splitter splitter(String name) {
    return splitters.stream().filter(it -> it.name().equals(name)).findFirst().orElse(null);
  }
}
