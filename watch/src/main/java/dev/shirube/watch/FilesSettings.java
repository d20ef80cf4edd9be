// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import dev.shirube.proc.PathBytes;
import java.nio.file.Path;
import java.util.List;

/// What of files is looked at.
///
/// @param leftOut folders of which nothing is told: the agent's own and the recording's
/// @param only mount points outside of which nothing is looked at; all file systems when empty
/// @param opens whether opens of data files are counted
/// @param contents whether the beginning of files that were written is looked at
/// @param programs whether programs are hashed as they are started
/// @param bytesPerSecond how much may be read of contents and programs in a second
/// @param longestProgram programs longer than this, in bytes, are not hashed
public record FilesSettings(
    List<Path> leftOut,
    List<Path> only,
    boolean opens,
    boolean contents,
    boolean programs,
    long bytesPerSecond,
    long longestProgram) {
  public FilesSettings {
    leftOut = List.copyOf(leftOut);
    only = List.copyOf(only);
  }

  /// Everything, on all file systems, at no more than 20 MB a second.
  ///
  /// @param leftOut folders of which nothing is told
  public static FilesSettings usual(List<Path> leftOut) {
    return new FilesSettings(leftOut, List.of(), true, true, true, 20_000_000, 256L << 20);
  }

  byte[][] leftOutFolders() {
    return leftOut.stream().map(path -> PathBytes.of(path.toString())).toArray(byte[][]::new);
  }
}
