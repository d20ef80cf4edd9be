// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.access.Principal;
import dev.shirube.access.PrincipalId;
import dev.shirube.event.TenantId;
import dev.shirube.query.TimeRange;
import dev.shirube.store.Hold;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests by somebody who wishes no good, against the real server: whatever comes is answered by
/// a sentence or by closing the connection, costs no memory that stays, and does what it says or
/// nothing at all.
class HostileTest {
  /// How many hostile inputs the doors, the query language and the API meet together at least.
  private static final int ALL = 20_000;

  private static final int REQUESTS = 4_400;

  private static final long SEED = 20_261_129;
  private static final long MOST_BYTES_KEPT = 48L << 20;

  @TempDir private Path folder;

  private final Random random = new Random(SEED);
  private final List<Described.Operation> operations = new ArrayList<>();
  private final Map<Integer, Integer> statuses = new TreeMap<>();
  private final List<String> wrongs = new ArrayList<>();
  private boolean seen;
  private int changed;
  private int refusedWhole;

  /// A request as bytes.
  ///
  /// @param pieces how many pieces it is sent in
  /// @param cut whether its end is missing
  /// @param odd whether its head is no head of HTTP, so that no answer need come
  private record Sent(byte[] bytes, int pieces, boolean cut, boolean odd) {}

  @Test
  void whateverComesIsAnsweredOrClosed() throws IOException {
    operations.addAll(new Described().operations().values());
    try (Desk desk = new Desk(folder)) {
      warmUp(desk);
      String empty = state(desk);
      desk.store.hold(Desk.ONE, Hold.of("seen", "why", TimeRange.ALL, ""));
      boolean held = !empty.equals(state(desk));
      String _ = desk.source(Desk.ONE, "seen");
      seen = held && !empty.equals(state(desk));
      long before = used();
      for (int number = 0; number < REQUESTS; number++) {
        one(desk, number);
      }
      long kept = used() - before;
      assertThat(kept).as("bytes that stay").isLessThan(MOST_BYTES_KEPT);
      Wire.Heard heard = desk.ask(desk.token("analyst"), "POST", "/api/v1/hunt?tenant=one", "*");
      assertThat(heard.status()).isEqualTo(200);
      System.out.printf(
          "hostile: %d requests to the API, answers %s, %d changed something, %d refused changes"
              + " changed nothing, %d KB stayed%n",
          REQUESTS, statuses, changed, refusedWhole, kept >> 10);
    }
    assertThat(wrongs.stream().limit(12)).as(wrongs.size() + " wrong").isEmpty();
    assertThat(statuses.keySet()).contains(200, 400, 401, 404, 405).doesNotContain(500);
    assertThat(refusedWhole).isGreaterThan(500);
    assertThat(seen).as("that a change would be seen").isTrue();
  }

  /// The sizes of the corpora as the tests of the doors and of the query language state them.
  @Test
  void allDoorsTogetherMeetEnough() throws IOException {
    int doors = stated("doors/src/test/java/dev/shirube/doors/HostileTest.java", "SYSLOG");
    doors += stated("doors/src/test/java/dev/shirube/doors/HostileTest.java", "RELP");
    doors += stated("doors/src/test/java/dev/shirube/doors/HostileTest.java", "BULK");
    int queries = stated("query/src/test/java/dev/shirube/query/QueryFuzzTest.java", "TEXTS");
    int sum = doors + queries + REQUESTS;
    assertThat(sum).isGreaterThanOrEqualTo(ALL);
    System.out.printf(
        "hostile: %d inputs in all: doors %d, questions %d, API %d%n",
        sum, doors, queries, REQUESTS);
  }

  private static int stated(String file, String name) throws IOException {
    String declared = "static final int " + name + " = ";
    String text = Files.readString(Desk.ROOT.resolve(file));
    int from = text.indexOf(declared);
    assertThat(from).as(file + " states " + name).isPositive();
    String number = text.substring(from + declared.length(), text.indexOf(';', from));
    return Integer.parseInt(number.replace("_", ""));
  }

  private void warmUp(Desk desk) throws IOException {
    for (int number = 0; number < 200; number++) {
      one(desk, number);
    }
    statuses.clear();
  }

  private static long used() {
    long least = Long.MAX_VALUE;
    for (int turn = 0; turn < 3; turn++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private void one(Desk desk, int number) throws IOException {
    Sent sent = next(desk);
    String before = state(desk);
    Wire.Heard heard = Wire.send(desk.server.port(), sent.bytes, sent.pieces);
    String as =
        heard.status() + " request " + number + " of seed " + SEED + ": " + shown(sent.bytes);
    statuses.merge(heard.status(), 1, Integer::sum);
    if (heard.status() == 0) {
      // A body that nobody waits for may hide the answer that came before its end.
      boolean large = sent.bytes.length > 1 << 16;
      wrongIf(!sent.cut && !sent.odd && !large, "closed without a word", as);
    } else {
      wrongIf(heard.status() < 200 || heard.status() == 500 || heard.status() > 503, "", as);
      wrongIf((heard.body() + heard.headers()).contains(Planted.CANARY + "1"), "canary", as);
    }
    boolean head = new String(sent.bytes, StandardCharsets.ISO_8859_1).startsWith("HEAD ");
    boolean json = heard.header("content-type").startsWith("application/json");
    if (heard.status() >= 400 && json && !head) {
      wrongIf(!heard.body().startsWith("{\"error\":"), "no sentence", as);
    }
    String after = state(desk);
    boolean done = heard.status() >= 200 && heard.status() < 300;
    if (!before.equals(after)) {
      changed++;
      wrongIf(!done && !sent.cut, "a change by a refused request", as);
    } else if (!done) {
      refusedWhole++;
    }
  }

  private void wrongIf(boolean wrong, String what, String as) {
    if (wrong) {
      wrongs.add(what + " " + as);
    }
  }

  /// All that a request could change.
  private static String state(Desk desk) throws IOException {
    StringBuilder state = new StringBuilder();
    for (TenantId tenant : List.of(Desk.ONE, Desk.TWO)) {
      state.append(desk.store.size(tenant)).append(desk.store.holds(tenant));
      state.append(
          desk.access.principals(new PrincipalId(tenant, "boss"), tenant, Principal.Kind.SOURCE));
    }
    return state.append(desk.access.tenants(desk.administrator)).toString();
  }

  private static String shown(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    StringBuilder shown = new StringBuilder();
    for (char c : text.substring(0, Math.min(600, text.length())).toCharArray()) {
      shown.append(c >= 32 && c < 127 ? String.valueOf(c) : "\\x" + Integer.toHexString(c));
    }
    return shown.toString();
  }

  private Sent next(Desk desk) {
    HostileRequests make = new HostileRequests(random, desk, operations, folder);
    byte[] body = make.body();
    String head = make.head(body.length);
    byte[] bytes = HostileRequests.joined(head, body);
    boolean odd = make.isOdd();
    boolean cut = random.nextInt(8) == 0 && bytes.length > 1;
    if (cut) {
      bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length - 1));
    }
    int pieces = random.nextInt(6) == 0 ? 2 + random.nextInt(12) : 1;
    return new Sent(bytes, pieces, cut, odd);
  }
}
