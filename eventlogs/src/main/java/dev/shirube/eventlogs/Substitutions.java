// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.event.FieldNames;
import java.util.Arrays;

/// The substitution array of one template instance, and what running its template remembers. One
/// is kept per level of nesting and used again for every record.
final class Substitutions {
  private int[] at = new int[32];
  private int[] size = new int[32];
  private int[] type = new int[32];
  private int count;

  /// Name that the last NAMED step made; {@link FieldNames#NONE} while there is none.
  int madeName;

  /// How many entries the event had at the last MARK step.
  int mark;

  /// How many counted elements there were.
  int counter;

  /// Reads the array of an instance.
  ///
  /// @return where the instance ends
  int read(ChunkBytes bytes, TemplateInstance instance) throws BrokenBinXml {
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
    mark = 0;
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
      return BinXmlType.NULL;
    }
    boolean text = type[index] == BinXmlType.STRING || type[index] == BinXmlType.ANSI_STRING;
    return size[index] == 0 && !text ? BinXmlType.NULL : type[index];
  }
}
