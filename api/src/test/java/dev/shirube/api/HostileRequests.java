// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Makes requests that nobody means well with, seeded: of each some part is as it should be, so
/// that the rest comes as deep as it can.
final class HostileRequests {
  private static final List<String> PARTS =
      List.of(
          "..",
          "%2e%2e",
          "%00",
          "%",
          "%zz",
          "%c0%ae",
          "//",
          ";",
          "\\",
          "~",
          "'",
          "\"",
          "<script>",
          "%0d%0aX: y",
          "\u00e9",
          "%F0%9F%92%A9",
          "null",
          "-1",
          "0",
          "{id}",
          "{name}",
          "*",
          "#",
          "?",
          "one",
          "zq7canarytwo",
          "_provider",
          "zq7canaryhold",
          "administrator",
          "local");

  private static final List<String> WORDS =
      List.of(
          "*",
          "|",
          "count",
          "top",
          "-5",
          "99999999999999999999",
          "histogram",
          "1s",
          "tree",
          "join",
          "process",
          "sort",
          "by",
          "(",
          ")",
          "((((((((",
          "not",
          "or",
          "and",
          "any:",
          "class=",
          "in",
          "(@x)",
          "@../../x",
          "@/etc/passwd",
          "re:",
          "/(a+)+$/",
          "\"",
          "'",
          "\\",
          "\u0000",
          "過去",
          "7日",
          "since",
          "between",
          "から",
          "process.cmd_line:",
          "*a*b*c*d*e*",
          "limit",
          "device.hostname=",
          "10.0.0.0/999",
          "..",
          "%",
          "fields",
          "head",
          "0",
          "𝕏",
          "\ud800",
          "--- # file",
          "\n--- # file x\n",
          "e",
          "1e999999");

  private static final List<String> YAML =
      List.of(
          "title: x\n",
          "id: &a [*a, *a]\n",
          "a: &a [1,1,1,1]\nb: &b [*a,*a,*a,*a]\n",
          "detection: {s: {A|re: '(a+)+$'}, condition: s}\n",
          "logsource: {}\n",
          "logsource: {category: process_creation}\n",
          "detection:\n",
          "condition: 1 of *\n",
          "correlation: {type: event_count, rules: [x], timespan: 99999999d}\n",
          "---\n",
          "- \n",
          "{{{{{{{{",
          "[[[[[[[[",
          "!!java/x {}\n",
          "\t\n",
          "? ? ?\n",
          "<<: *a\n",
          "%YAML 9.9\n");

  private final Random random;
  private final Desk desk;
  private final Described.Operation operation;
  private final Path folder;
  private boolean odd;

  /// @param folder what is written to files stays in it
  HostileRequests(Random random, Desk desk, List<Described.Operation> operations, Path folder) {
    this.folder = folder;
    this.random = random;
    this.desk = desk;
    this.operation = operations.get(random.nextInt(operations.size()));
  }

  /// Whether its head is none that has to be answered.
  boolean isOdd() {
    return odd;
  }

  static byte[] joined(String head, byte[] body) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    all.writeBytes(body);
    return all.toByteArray();
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private boolean seldom(int of) {
    return random.nextInt(of) == 0;
  }

  private String several(List<String> of, int most, String between) {
    List<String> some = new ArrayList<>();
    for (int count = 1 + random.nextInt(most); count > 0; count--) {
      some.add(one(of));
    }
    return String.join(between, some);
  }

  private String target() {
    StringBuilder path = new StringBuilder();
    for (String part : operation.path().substring(1).split("/", -1)) {
      boolean named = part.startsWith("{");
      String written = named || seldom(12) ? several(PARTS, 3, "") : part;
      path.append('/').append(named && seldom(3) ? Planted.TWO_EVENT : written);
    }
    if (seldom(30)) {
      path.append("/x".repeat(1 + random.nextInt(3_000)));
    }
    path.append("?tenant=").append(seldom(4) ? several(PARTS, 2, "") : tenant());
    for (String name :
        List.of(
            "from",
            "to",
            "as",
            "name",
            "title",
            "why",
            "reason",
            "limit",
            "zone",
            "language",
            "columns",
            "question",
            "rule",
            "format",
            "administrator",
            "tenant")) {
      if (seldom(3)) {
        path.append('&').append(name).append('=').append(value());
      }
    }
    return path.toString();
  }

  private String tenant() {
    return operation.tenant().equals("required") ? one(List.of("one", Desk.TWO.value())) : "one";
  }

  private String value() {
    return switch (random.nextInt(7)) {
      case 0 -> "2026-01-0" + random.nextInt(10) + "T00:00:00Z";
      case 1 -> Integer.toString(random.nextInt());
      case 2 -> several(PARTS, 4, "");
      case 3 ->
          URLEncoder.encode(several(WORDS, 6, " ").replace("\ud800", ""), StandardCharsets.UTF_8);
      case 4 -> "a".repeat(random.nextInt(300));
      case 5 -> "";
      default ->
          one(List.of("text", "lines", "ocsf", "jsonl", "ja", "UTC", "x", "9999-12-31T23:59:59Z"));
    };
  }

  /// The head, up to its empty line.
  ///
  /// @param length of the body
  String head(int length) {
    String method =
        seldom(15)
            ? one(List.of("PUT", "TRACE", "HEAD", "get", "X", "CONNECT", "OPTIONS"))
            : operation.method();
    String target = target();
    // What stands in no line of a request cannot be told from a broken one.
    odd |= target.chars().anyMatch(c -> c <= ' ' || c > '~') || target.length() > 3_000;
    odd |=
        target.contains("%")
            || target.contains("\\")
            || target.contains("\"")
            || target.contains("<")
            || target.contains("{")
            || target.contains("#");
    odd |= method.equals("CONNECT") || method.equals("get") || method.equals("X");
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    head.append("Host: 127.0.0.1\r\nConnection: close\r\n");
    credentials(head);
    for (int count = random.nextInt(3); count > 0; count--) {
      head.append(header());
    }
    return head.append(lengths(length)).append("\r\n").toString();
  }

  private void credentials(StringBuilder head) {
    switch (random.nextInt(12)) {
      case 0 -> {}
      case 1 ->
          head.append("Authorization: Bearer ")
              .append(several(WORDS.subList(0, 5), 3, ""))
              .append("\r\n");
      case 2 -> head.append("Authorization: Basic YTpi\r\n");
      case 3 ->
          head.append("Cookie: shirube_session=")
              .append("x".repeat(random.nextInt(500)))
              .append("; a; =;;\r\n");
      case 4 ->
          head.append("Authorization: Bearer ")
              .append("a".repeat(random.nextInt(5_000)))
              .append("\r\n");
      default -> {
        List<String> roles =
            operation.roles().isEmpty() ? List.of("viewer") : List.copyOf(operation.roles());
        head.append("Authorization: Bearer ").append(desk.token(one(roles))).append("\r\n");
      }
    }
  }

  private String header() {
    return switch (random.nextInt(9)) {
      case 0 -> "Accept-Language: " + "ja,".repeat(random.nextInt(200)) + "\r\n";
      case 1 -> "X-Forwarded-For: 127.0.0.1, ::1\r\n";
      case 2 -> "Content-Encoding: " + one(List.of("gzip", "br", "identity", "x")) + "\r\n";
      case 3 ->
          "Content-Type: text/plain; charset=" + one(List.of("utf-16", "x", "shift_jis")) + "\r\n";
      case 4 -> "Expect: 100-continue\r\n";
      case 5 -> {
        odd = true;
        yield one(
            List.of(
                "Bad Header\r\n", ": x\r\n", "A:\u0001\r\n", "Host: other\r\n", " folded: x\r\n"));
      }
      case 6 -> {
        odd |= true;
        yield "X-Long: " + "y".repeat(random.nextInt(20_000)) + "\r\n";
      }
      case 7 -> "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n";
      default -> "Range: bytes=-1,0-,5-1\r\n";
    };
  }

  private String lengths(int length) {
    if (!seldom(14)) {
      return "Content-Length: " + length + "\r\n";
    }
    odd = true;
    return one(
        List.of(
            "Content-Length: -1\r\n",
            "Content-Length: 99999999999999999999\r\n",
            "Content-Length: " + (length + 7) + "\r\n",
            "Content-Length: 1\r\nContent-Length: 2\r\n",
            "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked, gzip\r\nContent-Length: 3\r\n",
            ""));
  }

  /// What could be taken for paths of files.
  private String paths() {
    String parts = several(PARTS, 4, "/").replace("..", ".");
    return seldom(2)
        ? "x" + parts + several(WORDS, 6, "\n")
        : folder.toAbsolutePath() + "/" + parts;
  }

  /// The body.
  byte[] body() {
    if (operation.method().equals("GET") && !seldom(10)) {
      return new byte[0];
    }
    if (operation.path().endsWith("/backup") || operation.path().endsWith("/import")) {
      return paths().getBytes(StandardCharsets.UTF_8);
    }
    return switch (random.nextInt(9)) {
      case 0 -> new byte[0];
      case 1 -> {
        byte[] noise = new byte[random.nextInt(5_000)];
        random.nextBytes(noise);
        yield noise;
      }
      case 2 -> several(YAML, 12, "").getBytes(StandardCharsets.UTF_8);
      case 3 -> several(WORDS, 14, " ").getBytes(StandardCharsets.UTF_16);
      case 4 ->
          ("--- # file " + several(PARTS, 2, "") + "\n" + several(YAML, 6, ""))
              .getBytes(StandardCharsets.UTF_8);
      case 5 ->
          seldom(12)
              ? "(".repeat(1_000_001 + random.nextInt(8 << 20)).getBytes(StandardCharsets.UTF_8)
              : "(".repeat(random.nextInt(20_000)).getBytes(StandardCharsets.UTF_8);
      case 6 ->
          (Desk.ONE.value() + " 1 " + several(WORDS, 4, " ")).getBytes(StandardCharsets.UTF_8);
      case 7 -> ("/" + several(PARTS, 5, "/")).getBytes(StandardCharsets.UTF_8);
      default -> several(WORDS, 20, " ").getBytes(StandardCharsets.UTF_8);
    };
  }
}
