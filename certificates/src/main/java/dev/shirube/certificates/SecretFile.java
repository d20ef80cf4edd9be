// SPDX-License-Identifier: Apache-2.0
package dev.shirube.certificates;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.util.EnumSet;
import java.util.List;

/// Writes a secret into a file that its owner alone may read, from its first moment on.
public final class SecretFile {
  private SecretFile() {}

  /// Writes the text and a line's end, in the place of a file that is there.
  public static void write(Path file, String text) throws IOException {
    put(file, text + "\n", true);
  }

  /// Writes a text that anybody may read, at once and wholly, in the place of a file that is there.
  public static void place(Path file, String text) throws IOException {
    put(file, text, false);
  }

  private static void put(Path file, String text, boolean secret) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(file.toString());
    }
    Files.createDirectories(folder);
    // Java makes temporary files private where there are POSIX rights; Windows is told so.
    Path made =
        secret
            ? Files.createTempFile(folder, "secret", ".new")
            : folder.resolve(file.getFileName() + ".new");
    try {
      AclFileAttributeView list =
          secret ? Files.getFileAttributeView(made, AclFileAttributeView.class) : null;
      if (list != null) {
        list.setAcl(
            List.of(
                AclEntry.newBuilder()
                    .setType(AclEntryType.ALLOW)
                    .setPrincipal(list.getOwner())
                    .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                    .build()));
      }
      Files.writeString(made, text, StandardCharsets.US_ASCII);
      try (FileChannel channel = FileChannel.open(made, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(made);
    }
  }
}
