// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Elasticsearch's own client for Node.js, as trial/clients names it and `./shirube test` puts it
/// into trial/target/clients.
final class ElasticsearchClient {
  /// The version that is named there.
  static final String VERSION = "9.4.3";

  private static final Path PLACE =
      Path.of(System.getProperty("shirube.root", ".."), "trial", "target", "clients");
  private static final int PATIENCE_SECONDS = 180;

  private ElasticsearchClient() {}

  /// Why it cannot be run here; empty if it can.
  static String missing() throws IOException, InterruptedException {
    Path told = PLACE.resolve("node_modules/@elastic/elasticsearch/package.json");
    if (!Files.exists(told)) {
      return "it is not in " + PLACE.getFileName() + ", where ./shirube test puts it";
    }
    if (!Files.readString(told).contains("\"" + VERSION + "\"")) {
      return "another version than " + VERSION + " is there";
    }
    try {
      return run(List.of("node", "--version")).getFirst().startsWith("v") ? "" : "no Node.js";
    } catch (IOException _) {
      return "this machine has no Node.js";
    }
  }

  /// Sends documents, one a line of a file.
  ///
  /// @param more the file of a certificate to trust, or nothing
  /// @return what it said, in lines
  static List<String> send(String address, String token, Path file, String... more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("node", "send.mjs", address, token));
    command.add(file.toString());
    command.addAll(List.of(more));
    return run(command);
  }

  private static List<String> run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("client", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(PLACE.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        Process _ = process.destroyForcibly();
        throw new AssertionError("did not end: " + Files.readString(output));
      }
      List<String> said = Files.readAllLines(output, StandardCharsets.UTF_8);
      if (process.exitValue() != 0) {
        throw new AssertionError(String.join("\n", said));
      }
      return said;
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
