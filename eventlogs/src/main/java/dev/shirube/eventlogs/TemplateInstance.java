// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

/// Where the pieces of one template instance lie in the chunk ([MS-EVEN6] 2.2.12; the file adds
/// the offset of the definition, which stands inside the first instance that uses it).
///
/// @param definition offset of the definition: next (4 bytes), GUID (16), size (4), BinXML
/// @param count how many substitutions there are
/// @param descriptors offset of their descriptors, four bytes each: size, type, zero
/// @param values offset of the first value
record TemplateInstance(int definition, int count, int descriptors, int values) {
  /// Bytes before the BinXML of a definition.
  static final int DEFINITION_HEADER = 24;

  private static final int INSTANCE_HEADER = 10;

  /// Reads the instance whose token stands at an offset.
  static TemplateInstance at(ChunkBytes bytes, int token) throws BrokenBinXml {
    int definition = bytes.count(token + 6);
    int after = token + INSTANCE_HEADER;
    if (definition == after) {
      after += DEFINITION_HEADER + bytes.count(after + 20);
    }
    if (bytes.i32(token + 2) != bytes.i32(definition + 4)) {
      // The id is the front of the GUID; another one means that the chunk was written over.
      throw new BrokenBinXml(token + 2);
    }
    int count = bytes.count(after);
    bytes.require(after + 4, count * 4);
    return new TemplateInstance(definition, count, after + 4, after + 4 + count * 4);
  }

  /// Where the instance ends.
  int end(ChunkBytes bytes) throws BrokenBinXml {
    int end = values;
    for (int index = 0; index < count; index++) {
      end += bytes.u16(descriptors + index * 4);
      bytes.require(end, 0);
    }
    return end;
  }
}
