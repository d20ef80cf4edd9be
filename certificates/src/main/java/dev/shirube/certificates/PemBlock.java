// SPDX-License-Identifier: Apache-2.0
package dev.shirube.certificates;

import dev.shirube.catalog.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// One block of a PEM file (RFC 7468): what stands between a line BEGIN and a line END of the same
/// label. Lines outside of blocks are comments.
///
/// @param label such as CERTIFICATE
/// @param bytes what the base64 of it says
/// @param line of its BEGIN, counted from 1
record PemBlock(String label, byte[] bytes, int line) {
  private static final long LARGEST = 1 << 20;
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /// Reads the blocks of a file.
  ///
  /// @param problems takes what cannot be read; the blocks around it are read all the same
  static List<PemBlock> read(Path file, List<Problem> problems) {
    try {
      if (Files.size(file) > LARGEST) {
        problems.add(CertificateFault.problem(file, 0, "certificate.large", LARGEST));
        return List.of();
      }
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      return blocks(file, text, problems);
    } catch (IOException e) {
      String reason = e.getClass().getSimpleName();
      problems.add(CertificateFault.problem(file, 0, "certificate.unreadable", reason));
      return List.of();
    }
  }

  /// The blocks of a text.
  ///
  /// @param file where it is said to be from
  static List<PemBlock> blocks(Path file, String text, List<Problem> problems) {
    List<PemBlock> blocks = new ArrayList<>();
    StringBuilder body = new StringBuilder();
    String label = "";
    int begun = 0;
    int number = 0;
    for (String written : text.lines().toList()) {
      number++;
      String line = written.strip();
      if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
        label = line.substring(BEGIN.length(), line.length() - DASHES.length());
        begun = number;
        body.setLength(0);
      } else if (begun > 0 && line.equals(END + label + DASHES)) {
        add(file, new PemBlock(label, new byte[0], begun), body.toString(), blocks, problems);
        begun = 0;
      } else if (begun > 0) {
        body.append(line);
      }
    }
    if (begun > 0) {
      problems.add(CertificateFault.problem(file, begun, "certificate.pem", label));
    }
    return blocks;
  }

  private static void add(
      Path file, PemBlock head, String body, List<PemBlock> blocks, List<Problem> problems) {
    try {
      byte[] bytes = Base64.getDecoder().decode(body);
      blocks.add(new PemBlock(head.label(), bytes, head.line()));
    } catch (IllegalArgumentException _) {
      // Also what old tools encrypt: a head of its own stands before the base64.
      String id = body.contains("ENCRYPTED") ? "certificate.encrypted" : "certificate.pem";
      problems.add(CertificateFault.problem(file, head.line(), id, head.label()));
    }
  }

  /// The block as it is written.
  static String text(String label, byte[] bytes) {
    Base64.Encoder encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return BEGIN
        + label
        + DASHES
        + "\n"
        + encoder.encodeToString(bytes)
        + "\n"
        + END
        + label
        + DASHES
        + "\n";
  }
}
