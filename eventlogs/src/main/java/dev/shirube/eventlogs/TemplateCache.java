// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Programs of template definitions that were met before, in whatever chunk and file: the same few
/// stand in every chunk. A program is used again only if every byte that it was compiled from is
/// the same; a file that gives another meaning to a known id gets a program of its own.
final class TemplateCache {
  private static final int MAX_BYTES = 8 << 20;
  private static final int MAX_ALIKE = 8;
  private static final int FIRST_RECORD = 512;
  private static final int ID_AND_SIZE = 20;

  private final Map<Key, List<Known>> known = new HashMap<>();
  private int size;

  private record Key(long idLow, long idHigh, int size, String prefix) {
    static Key of(ChunkBytes bytes, int definition, int size, String prefix)
        throws ChunkBytes.Broken {
      return new Key(bytes.i64(definition + 4), bytes.i64(definition + 12), size, prefix);
    }
  }

  /// A definition as it stood where it was compiled.
  ///
  /// @param bytes from its id to its end
  /// @param references offsets within them of references to names, rising
  /// @param names what each refers to, units and text; null if that stands right behind it
  private record Known(
      byte[] bytes, int[] references, byte[] @Nullable [] names, TemplateProgram program) {
    /// Whether the same stands at an offset of a chunk.
    boolean isAt(ChunkBytes chunk, int from) throws ChunkBytes.Broken {
      byte[] data = chunk.data();
      chunk.require(from, bytes.length);
      chunk.spend(bytes.length / 8, from);
      int same = 0;
      for (int index = 0; index < references.length; index++) {
        int reference = references[index];
        byte @Nullable [] name = names[index];
        int target = ChunkBytes.intAt(data, from + reference);
        boolean behind = target == from + reference + 4;
        if (behind != (name == null)
            || !isSame(data, from, same, reference)
            || !(name == null || isName(data, target, name))) {
          return false;
        }
        // A name is preceded by the offset of the next one with the same hash.
        same = reference + (behind ? 8 : 4);
      }
      return isSame(data, from, same, bytes.length);
    }

    private boolean isSame(byte[] data, int from, int start, int end) {
      return start > end || Arrays.equals(bytes, start, end, data, from + start, from + end);
    }

    private static boolean isName(byte[] data, int target, byte[] name) {
      return target >= FIRST_RECORD
          && target <= ChunkBytes.SIZE - 6 - name.length
          && Arrays.equals(name, 0, name.length, data, target + 6, target + 6 + name.length);
    }
  }

  /// The program of the definition at an offset, if it is a known one.
  ///
  /// @param length of its BinXML, which lies in the chunk
  @Nullable TemplateProgram find(ChunkBytes chunk, int definition, int length, String prefix)
      throws ChunkBytes.Broken {
    List<Known> alike = known.get(Key.of(chunk, definition, length, prefix));
    if (alike == null || definition < FIRST_RECORD) {
      return null;
    }
    for (Known one : alike) {
      if (one.isAt(chunk, definition + 4)) {
        return one.program;
      }
    }
    return null;
  }

  /// Remembers a program that means the same wherever its definition stands.
  ///
  /// @param references where in the chunk the references to names stand
  void keep(
      ChunkBytes chunk, int definition, int[] references, String prefix, TemplateProgram program)
      throws ChunkBytes.Broken {
    int length = chunk.count(definition + ID_AND_SIZE);
    int start = definition + 4;
    byte[] @Nullable [] names = new byte[references.length] @Nullable [];
    int[] within = new int[references.length];
    int kept = length;
    for (int index = 0; index < references.length; index++) {
      int target = chunk.count(references[index]);
      within[index] = references[index] - start;
      if (target != references[index] + 4) {
        int end = target + 10 + 2 * chunk.u16(target + 6);
        chunk.require(target, end - target);
        names[index] = Arrays.copyOfRange(chunk.data(), target + 6, end);
        kept += end - target;
      }
    }
    if (size + kept > MAX_BYTES) {
      known.clear();
      size = 0;
    }
    byte[] bytes = Arrays.copyOfRange(chunk.data(), start, start + ID_AND_SIZE + length);
    List<Known> alike =
        known.computeIfAbsent(Key.of(chunk, definition, length, prefix), _ -> new ArrayList<>());
    if (alike.size() < MAX_ALIKE && definition >= FIRST_RECORD) {
      alike.add(new Known(bytes, within, names, program));
      size += kept;
    }
  }
}
