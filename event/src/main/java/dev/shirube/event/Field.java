// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

/// One entry of the field catalogue: a path of OCSF, or of Shirube's extension of it.
///
/// @param id 1 to 65,535; given once, never changed, never reused
/// @param path dotted OCSF path in American spelling, such as process.cmd_line
/// @param type what the text can be read as
/// @param english what the field means, one phrase
/// @param japanese the same in Japanese
public record Field(int id, String path, FieldType type, String english, String japanese) {
  /// The greatest number a catalogue field can have.
  public static final int MAX_ID = 0xffff;

  public Field {
    if (id < 1 || id > MAX_ID) {
      throw new IllegalArgumentException("field id out of range: " + id + " for " + path);
    }
  }
}
