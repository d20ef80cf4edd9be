// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.gateway.ConnectionLimits;
import dev.shirube.gateway.DoorCounters;
import dev.shirube.gateway.Envelope;
import dev.shirube.gateway.HttpServer;
import dev.shirube.gateway.HttpSettings;
import dev.shirube.journal.Cursor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whatever is sent: no door falls over, and what one acknowledges is on the disk.
class HostileTest {
  private static final int SYSLOG = 4_000;
  private static final int RELP = 4_000;
  private static final int BULK = 4_000;

  private TestInbox inbox;

  @BeforeEach
  void open() throws IOException {
    inbox = new TestInbox();
  }

  @AfterEach
  void close() throws IOException {
    inbox.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /// Changes some bytes, doubles or drops some, or cuts the end off; or leaves all as it is.
  private static byte[] spoil(byte[] whole, SplittableRandom random) {
    ByteArrayOutputStream spoiled = new ByteArrayOutputStream();
    int edits = random.nextInt(4);
    int every = edits == 0 ? Integer.MAX_VALUE : Math.max(1, whole.length / edits);
    int phase = random.nextInt(every);
    for (int at = 0; at < whole.length; at++) {
      if (edits > 0 && at % every == phase) {
        switch (random.nextInt(5)) {
          case 0 -> spoiled.write(random.nextInt());
          case 1 -> spoiled.write('9');
          case 2 -> spoiled.write('\n');
          case 3 -> spoiled.writeBytes(new byte[] {whole[at], whole[at]});
          default -> at += random.nextInt(3);
        }
      } else {
        spoiled.write(whole[at]);
      }
    }
    byte[] all = spoiled.toByteArray();
    return random.nextInt(6) == 0 ? Arrays.copyOf(all, all.length / 2) : all;
  }

  /// Sends and hears what comes back until the door or the sender ends it.
  private static String talk(int port, byte[] sent) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      OutputStream out = socket.getOutputStream();
      out.write(sent);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (SocketException e) {
      return "";
    }
  }

  private Set<String> stored() throws IOException {
    Set<String> stored = new HashSet<>();
    for (Envelope.RawRecord entry : inbox.all()) {
      stored.add(new String(entry.bytes(), StandardCharsets.ISO_8859_1));
    }
    return stored;
  }

  @Test
  void syslog() throws Exception {
    try (SyslogStreamDoor door =
        new SyslogStreamDoor(
            DoorSettings.of("syslog-tcp", "127.0.0.1", 0),
            TestInbox::everyone,
            inbox,
            InstantSource.system())) {
      for (int seed = 0; seed < SYSLOG; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder stream = new StringBuilder();
        int messages = random.nextInt(1, 5);
        for (int message = 0; message < messages; message++) {
          String text = "<13>seed " + seed + " message " + message;
          stream.append(random.nextBoolean() ? text + "\n" : text.length() + " " + text);
        }
        assertThat(talk(door.port(), spoil(bytes(stream.toString()), random))).isEmpty();
      }
      assertThat(talk(door.port(), bytes("<13>still here\n"))).isEmpty();
      assertThat(stored()).contains("<13>still here").hasSizeGreaterThan(SYSLOG);
      assertThat(door.status().open()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void relp() throws Exception {
    try (RelpDoor door =
        new RelpDoor(
            DoorSettings.of("relp", "127.0.0.1", 0),
            TestInbox::everyone,
            inbox,
            InstantSource.system())) {
      long acknowledged = 0;
      long before = 0;
      for (int seed = 0; seed < RELP; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes(RelpFrames.Frame.of(1, "open", "relp_version=0"));
        int messages = random.nextInt(1, 6);
        for (int message = 0; message < messages; message++) {
          String text = "<13>seed " + seed + " message " + message;
          stream.writeBytes(RelpFrames.Frame.of(message + 2, "syslog", text));
        }
        String heard = talk(door.port(), spoil(stream.toByteArray(), random));
        acknowledged += count(heard, " rsp 6 200 OK\n");
        if (seed % 500 == 499) {
          // Every message that was answered with 200 is there, an empty one excepted.
          long there = inbox.all().size();
          assertThat(there - before).as("seed " + seed).isGreaterThanOrEqualTo(acknowledged - 5);
          before = there;
          acknowledged = 0;
        }
      }
      assertThat(before).isGreaterThan(RELP);
      String heard = talk(door.port(), bytes("1 open 0\n2 syslog 14 <13>still here\n3 close 0\n"));
      assertThat(heard).contains("2 rsp 6 200 OK\n");
      assertThat(stored()).contains("<13>still here");
    }
  }

  private static int count(String text, String part) {
    int count = 0;
    int at = text.indexOf(part);
    while (at >= 0) {
      count++;
      at = text.indexOf(part, at + part.length());
    }
    return count;
  }

  @Test
  void bulk() throws Exception {
    DoorCounters counters = new DoorCounters();
    ElasticSettings settings =
        new ElasticSettings("8.19.0", 1 << 20, 10_000, 4 << 20, Duration.ofSeconds(30));
    ElasticDoor door =
        new ElasticDoor(settings, TestInbox::everyone, inbox, InstantSource.system(), counters);
    int taken = 0;
    int refused = 0;
    try (Cursor cursor = inbox.cursor();
        HttpServer server =
            HttpServer.start(
                HttpSettings.of("elastic", "127.0.0.1", 0)
                    .with(ElasticDoor.HEADERS)
                    .with(ConnectionLimits.standard(), 1 << 20),
                door.routes(),
                counters)) {
      for (int seed = 0; seed < BULK; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        if (seed % 7 == 0) {
          inbox.full.set(1);
        }
        byte[] request = request(seed, random);
        boolean spoiledHead = random.nextInt(3) == 0;
        String heard = talk(server.port(), spoiledHead ? spoil(request, random) : request);
        inbox.full.set(0);
        int came = TestInbox.count(cursor);
        int created = count(heard, "\"status\":201");
        // As many are there as were said to be, and none of a request that was refused.
        assertThat(came).as("seed " + seed + " " + heard).isEqualTo(created);
        taken += created;
        refused += created == 0 ? 1 : 0;
      }
      assertThat(talk(server.port(), whole("/i/_bulk", bytes("{\"index\":{}}\nstill here\n"), "")))
          .contains("201");
    }
    assertThat(stored()).contains("still here");
    assertThat(taken).isGreaterThan(BULK / 4);
    assertThat(refused).isGreaterThan(BULK / 10);
  }

  private static byte[] request(int seed, SplittableRandom random) throws IOException {
    StringBuilder body = new StringBuilder();
    int items = random.nextInt(1, 6);
    for (int item = 0; item < items; item++) {
      String document = "{\"seed\":" + seed + ",\"item\":" + item + "}";
      switch (random.nextInt(8)) {
        case 0 -> body.append("{\"delete\":{\"_id\":\"1\"}}\n");
        case 1 -> body.append("{\"update\":{}}\n").append(document).append('\n');
        case 2 -> body.append("{\"create\":{}}\n\n");
        default ->
            body.append("{\"create\":{\"_index\":\"i\",\"_id\":\"")
                .append(seed)
                .append('-')
                .append(item)
                .append("\"}}\n")
                .append(document)
                .append('\n');
      }
    }
    byte[] plain = spoil(bytes(body.toString()), random);
    if (random.nextInt(3) > 0) {
      return whole("/_bulk", plain, "");
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    byte[] content =
        random.nextBoolean() ? packed.toByteArray() : spoil(packed.toByteArray(), random);
    return whole("/_bulk", content, "Content-Encoding: gzip\r\n");
  }

  private static byte[] whole(String path, byte[] body, String headers) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        bytes(
            "POST "
                + path
                + " HTTP/1.1\r\nHost: a\r\nUser-Agent: t\r\nConnection: close\r\n"
                + headers
                + "Content-Length: "
                + body.length
                + "\r\n\r\n"));
    request.writeBytes(body);
    return request.toByteArray();
  }
}
