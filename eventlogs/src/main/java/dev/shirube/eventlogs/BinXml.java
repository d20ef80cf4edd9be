// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

/// The numbers of BinXML ([MS-EVEN6] 2.2.12, and winevt.h's EVT_VARIANT_TYPE).
final class BinXml {
  private BinXml() {}

  /// Tokens, one byte each.
  static final class Token {
    /// Set in a token when more of its kind follow: attributes of an element, parts of a value.
    static final int MORE = 0x40;

    static final int END_OF_FRAGMENT = 0x00;
    static final int OPEN_START_ELEMENT = 0x01;
    static final int CLOSE_START_ELEMENT = 0x02;
    static final int CLOSE_EMPTY_ELEMENT = 0x03;
    static final int END_ELEMENT = 0x04;
    static final int VALUE = 0x05;
    static final int ATTRIBUTE = 0x06;
    static final int CDATA = 0x07;
    static final int CHARACTER_REFERENCE = 0x08;
    static final int ENTITY_REFERENCE = 0x09;
    static final int PI_TARGET = 0x0a;
    static final int PI_DATA = 0x0b;
    static final int TEMPLATE_INSTANCE = 0x0c;
    static final int SUBSTITUTION = 0x0d;
    static final int OPTIONAL_SUBSTITUTION = 0x0e;
    static final int FRAGMENT_HEADER = 0x0f;

    /// Bytes of a fragment header: token, major and minor version, flags.
    static final int FRAGMENT_HEADER_SIZE = 4;

    private Token() {}
  }

  /// Types of values, one byte each.
  static final class Type {
    /// Set in the type of an array.
    static final int ARRAY = 0x80;

    static final int NULL = 0x00;
    static final int STRING = 0x01;
    static final int ANSI_STRING = 0x02;
    static final int INT8 = 0x03;
    static final int UINT8 = 0x04;
    static final int INT16 = 0x05;
    static final int UINT16 = 0x06;
    static final int INT32 = 0x07;
    static final int UINT32 = 0x08;
    static final int INT64 = 0x09;
    static final int UINT64 = 0x0a;
    static final int REAL32 = 0x0b;
    static final int REAL64 = 0x0c;
    static final int BOOLEAN = 0x0d;
    static final int BINARY = 0x0e;
    static final int GUID = 0x0f;
    static final int SIZE = 0x10;
    static final int FILETIME = 0x11;
    static final int SYSTEMTIME = 0x12;
    static final int SID = 0x13;
    static final int HEX_INT32 = 0x14;
    static final int HEX_INT64 = 0x15;
    static final int HANDLE = 0x20;
    static final int BINXML = 0x21;
    static final int XML = 0x23;

    private Type() {}

    /// How many bytes every value of a type has; 0 if they differ.
    static int width(int type) {
      return switch (type) {
        case INT8, UINT8 -> 1;
        case INT16, UINT16 -> 2;
        case INT32, UINT32, REAL32, BOOLEAN, HEX_INT32 -> 4;
        case INT64, UINT64, REAL64, FILETIME, HEX_INT64, SIZE, HANDLE -> 8;
        case GUID, SYSTEMTIME -> 16;
        default -> 0;
      };
    }
  }
}
