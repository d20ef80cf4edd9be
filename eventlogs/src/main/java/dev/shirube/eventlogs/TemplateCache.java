// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import java.util.HashMap;
import java.util.Map;

/// The compiled templates of the chunk that is being read: each definition is compiled at its first
/// use under a path and then only run.
final class TemplateCache {
  private record Key(int definition, String prefix) {}

  private final ChunkBytes bytes;
  private final int maxDepth;
  private final Map<Key, TemplateProgram> programs = new HashMap<>();

  TemplateCache(ChunkBytes bytes, int maxDepth) {
    this.bytes = bytes;
    this.maxDepth = maxDepth;
  }

  /// Forgets the templates, because another chunk is there.
  void clear() {
    programs.clear();
  }

  /// The program of a definition.
  ///
  /// @param definition its offset in the chunk
  /// @param prefix path of the element that its values stand in
  TemplateProgram of(int definition, String prefix) throws ChunkBytes.Broken {
    Key key = new Key(definition, prefix);
    TemplateProgram known = programs.get(key);
    if (known == null) {
      int start = definition + Substitutions.Instance.DEFINITION_HEADER;
      int size = bytes.count(definition + 20);
      bytes.require(start, size);
      known = compile(start, start + size, prefix, true);
      programs.put(key, known);
    }
    return known;
  }

  /// Compiles a fragment that stands in a record, outside any definition.
  TemplateProgram direct(int start, int end, String prefix) throws ChunkBytes.Broken {
    return compile(start, end, prefix, false);
  }

  private TemplateProgram compile(int start, int end, String prefix, boolean definition)
      throws ChunkBytes.Broken {
    BinXmlCursor cursor = new BinXmlCursor(bytes, start, end);
    return new BinXmlCompiler(bytes, cursor, definition, maxDepth).compile(prefix);
  }
}
