// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import java.util.HexFormat;

/// What the beginning of a file tells of it.
///
/// @param firstBytes the first 16 bytes, hexadecimal
/// @param entropyMillibits entropy of the beginning in thousandths of a bit for each byte, 0 to
///   8000: text has 4000 to 5000, what is packed or encrypted close to 8000 if it is long enough
/// @param isProgram whether it begins as an ELF file or a script does
record ContentFacts(String firstBytes, int entropyMillibits, boolean isProgram) {
  static final int LOOKED_AT = 4096;

  private static final int FIRST = 16;

  static ContentFacts of(byte[] content, int length) {
    return new ContentFacts(
        HexFormat.of().formatHex(content, 0, Math.min(length, FIRST)),
        entropy(content, length),
        isProgram(content, length));
  }

  private static int entropy(byte[] content, int length) {
    if (length == 0) {
      return 0;
    }
    int[] counts = new int[256];
    for (int index = 0; index < length; index++) {
      counts[content[index] & 0xff]++;
    }
    double sum = 0;
    for (int count : counts) {
      if (count > 0) {
        sum += count * Math.log((double) count / length);
      }
    }
    return (int) Math.round(-sum / length / Math.log(2) * 1000);
  }

  private static boolean isProgram(byte[] content, int length) {
    boolean elf =
        length >= 4
            && content[0] == 0x7f
            && content[1] == 'E'
            && content[2] == 'L'
            && content[3] == 'F';
    boolean script = length >= 2 && content[0] == '#' && content[1] == '!';
    return elf || script;
  }

  /// The entropy as people write it, such as 7.982.
  String entropyText() {
    int part = entropyMillibits % 1000;
    return entropyMillibits / 1000 + (part < 10 ? ".00" : part < 100 ? ".0" : ".") + part;
  }
}
