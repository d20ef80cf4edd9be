// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import java.util.Arrays;
import java.util.List;

/// Walks the tokens of one stretch of BinXML that make up names and texts.
final class BinXmlCursor {
  /// Longest name of an element or attribute; longest path of names is eight times that.
  private static final int MAX_NAME = 1024;

  private static final int NAME_HEADER = 8;

  private final ChunkBytes bytes;
  private final int end;
  private int at;
  private int[] referenceTo = new int[16];
  private int references;

  BinXmlCursor(ChunkBytes bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  int at() {
    return at;
  }

  void moveTo(int target) throws ChunkBytes.Broken {
    if (target < at || target > end) {
      throw new ChunkBytes.Broken(at);
    }
    at = target;
  }

  boolean hasMore() {
    return at < end;
  }

  /// The token at the cursor, without its flag for more.
  int token() throws ChunkBytes.Broken {
    return rawToken() & ~BinXml.Token.MORE;
  }

  int rawToken() throws ChunkBytes.Broken {
    if (at >= end) {
      throw new ChunkBytes.Broken(at);
    }
    bytes.spend(1, at);
    return bytes.u8(at);
  }

  void skip(int length) throws ChunkBytes.Broken {
    moveTo(at + length);
  }

  int u16() throws ChunkBytes.Broken {
    int value = bytes.u16(at);
    skip(2);
    return value;
  }

  int i32() throws ChunkBytes.Broken {
    int value = bytes.i32(at);
    skip(4);
    return value;
  }

  /// Whether a name could be meant by the reference at an offset.
  boolean isName(int reference) {
    try {
      int name = bytes.count(reference);
      int units = bytes.u16(name + 6);
      return name >= 512
          && units > 0
          && units <= MAX_NAME
          && bytes.u16(name + NAME_HEADER + units * 2) == 0;
    } catch (ChunkBytes.Broken _) {
      return false;
    }
  }

  /// Reads a reference to a name, and passes over the name itself if it stands right here.
  String name() throws ChunkBytes.Broken {
    int name = bytes.count(at);
    if (references == referenceTo.length) {
      referenceTo = Arrays.copyOf(referenceTo, references * 2);
    }
    referenceTo[references++] = at;
    skip(4);
    int units = bytes.u16(name + 6);
    if (units > MAX_NAME) {
      throw new ChunkBytes.Broken(name);
    }
    bytes.spend(units, at);
    if (name == at) {
      skip(NAME_HEADER + units * 2 + 2);
    }
    return bytes.name(name + NAME_HEADER, units);
  }

  /// Where the references to names stand that were read so far.
  int[] nameReferences() {
    return Arrays.copyOf(referenceTo, references);
  }

  /// Joins a path and a name.
  String path(String prefix, String name) throws ChunkBytes.Broken {
    if (prefix.isEmpty()) {
      return name;
    }
    if (prefix.length() + name.length() > 8 * MAX_NAME) {
      throw new ChunkBytes.Broken(at);
    }
    bytes.spend(prefix.length(), at);
    return prefix + '.' + name;
  }

  /// Reads all parts of a text up to another token.
  void parts(List<TemplateProgram.Part> parts) throws ChunkBytes.Broken {
    boolean more = true;
    while (more) {
      more = part(parts);
    }
  }

  /// Reads one part of a text if there is one at the cursor.
  ///
  /// @return false, with the cursor where it was, at any other token
  boolean part(List<TemplateProgram.Part> parts) throws ChunkBytes.Broken {
    int token = token();
    switch (token) {
      case BinXml.Token.VALUE -> literal(parts);
      case BinXml.Token.CDATA -> {
        skip(1);
        ElementFrame.addPart(parts, new TemplateProgram.Part.Literal(counted()));
      }
      case BinXml.Token.CHARACTER_REFERENCE -> {
        skip(1);
        String text = String.valueOf((char) u16());
        ElementFrame.addPart(parts, new TemplateProgram.Part.Literal(text));
      }
      case BinXml.Token.ENTITY_REFERENCE -> {
        skip(1);
        ElementFrame.addPart(parts, new TemplateProgram.Part.Literal(entity(name())));
      }
      case BinXml.Token.SUBSTITUTION, BinXml.Token.OPTIONAL_SUBSTITUTION -> {
        skip(1);
        int index = u16();
        skip(1);
        boolean optional = token == BinXml.Token.OPTIONAL_SUBSTITUTION;
        parts.add(new TemplateProgram.Part.Slot(index, optional));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void literal(List<TemplateProgram.Part> parts) throws ChunkBytes.Broken {
    skip(1);
    int type = bytes.u8(at);
    skip(1);
    if (type == BinXml.Type.STRING) {
      ElementFrame.addPart(parts, new TemplateProgram.Part.Literal(counted()));
      return;
    }
    int size = BinXml.Type.width(type);
    if (size == 0) {
      throw new ChunkBytes.Broken(at);
    }
    bytes.require(at, size);
    ValueSpelling spelling = new ValueSpelling();
    spelling.spell(type, bytes.data(), at, size);
    skip(size);
    ElementFrame.addPart(parts, new TemplateProgram.Part.Literal(spelling.text()));
  }

  /// Reads a text that its count of UTF-16 units precedes.
  String counted() throws ChunkBytes.Broken {
    int units = u16();
    int start = at;
    skip(units * 2);
    bytes.spend(units, at);
    return bytes.utf16(start, units);
  }

  private static String entity(String name) {
    return switch (name) {
      case "amp" -> "&";
      case "lt" -> "<";
      case "gt" -> ">";
      case "quot" -> "\"";
      case "apos" -> "'";
      default -> "&" + name + ";";
    };
  }
}
