// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.event.FieldNames;
import java.util.Arrays;

/// The substitution array of one template instance, and what running its template remembers. One is
/// kept per level of nesting and used again for every record.
final class Substitutions {
  /// Where the pieces of one template instance lie in the chunk ([MS-EVEN6] 2.2.12; the file adds
  /// the offset of the definition, which stands inside the first instance that uses it).
  ///
  /// @param definition offset of the definition: next (4 bytes), GUID (16), size (4), BinXML
  /// @param count how many substitutions there are
  /// @param descriptors offset of their descriptors, four bytes each: size, type, zero
  /// @param values offset of the first value
  record Instance(int definition, int count, int descriptors, int values) {
    /// Bytes before the BinXML of a definition.
    static final int DEFINITION_HEADER = 24;

    private static final int INSTANCE_HEADER = 10;

    /// Reads the instance whose token stands at an offset.
    static Instance at(ChunkBytes bytes, int token) throws ChunkBytes.Broken {
      int definition = bytes.count(token + 6);
      int after = token + INSTANCE_HEADER;
      if (definition == after) {
        after += DEFINITION_HEADER + bytes.count(after + 20);
      }
      if (bytes.i32(token + 2) != bytes.i32(definition + 4)) {
        // The id is the front of the GUID; another one means that the chunk was written over.
        throw new ChunkBytes.Broken(token + 2);
      }
      int count = bytes.count(after);
      bytes.require(after + 4, count * 4);
      return new Instance(definition, count, after + 4, after + 4 + count * 4);
    }

    /// Where the instance ends.
    int end(ChunkBytes bytes) throws ChunkBytes.Broken {
      int end = values;
      for (int index = 0; index < count; index++) {
        end += bytes.u16(descriptors + index * 4);
        bytes.require(end, 0);
      }
      return end;
    }
  }

  private int[] at = new int[32];
  private int[] size = new int[32];
  private int[] type = new int[32];
  private int count;

  /// Name that the last NAMED step made; {@link FieldNames#NONE} while there is none.
  int madeName;

  /// How many entries the event had at the last MARK step of each depth.
  final int[] marks;

  /// How many counted elements there were.
  int counter;

  Substitutions(int maxDepth) {
    marks = new int[maxDepth + 2];
  }

  /// Reads the array of an instance.
  ///
  /// @return where the instance ends
  int read(ChunkBytes bytes, Instance instance) throws ChunkBytes.Broken {
    begin();
    if (instance.count() > at.length) {
      at = new int[instance.count()];
      size = Arrays.copyOf(size, at.length);
      type = Arrays.copyOf(type, at.length);
    }
    int value = instance.values();
    for (int index = 0; index < instance.count(); index++) {
      int descriptor = instance.descriptors() + index * 4;
      at[index] = value;
      size[index] = bytes.u16(descriptor);
      type[index] = bytes.u8(descriptor + 2);
      value += size[index];
      bytes.require(value, 0);
    }
    count = instance.count();
    return value;
  }

  /// Begins a fragment that has no substitutions.
  void begin() {
    count = 0;
    madeName = FieldNames.NONE;
    counter = 0;
  }

  /// Where a value stands in the chunk.
  int at(int index) {
    return at[index];
  }

  /// How many bytes a value has.
  int size(int index) {
    return size[index];
  }

  /// Type of a value; null if there is no such substitution or it has no bytes, for then there is
  /// no value either, except for a text, which is empty.
  int type(int index) {
    if (index >= count) {
      return BinXml.Type.NULL;
    }
    boolean text = type[index] == BinXml.Type.STRING || type[index] == BinXml.Type.ANSI_STRING;
    return size[index] == 0 && !text ? BinXml.Type.NULL : type[index];
  }
}
