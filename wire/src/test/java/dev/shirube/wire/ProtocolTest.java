// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shirube.event.EventClass;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProtocolTest {
  private static final AgentHost HOST =
      new AgentHost(
          "web\"1\u0001端末",
          "Debian",
          "6.18.44",
          "amd64",
          "1f3c",
          "8a0e",
          List.of("192.0.2.7", "::1"));
  private static final Gap GAP =
      new Gap(
          true, 5, 9, List.of(new Gap.Count(EventClass.FILE_ACTIVITY, Gap.Reason.EVICTED, "", 3)));

  private static Hello hello() {
    Hello.Spool spool =
        new Hello.Spool(10, 20, List.of(new Hello.LaneState(Lane.FILES, 3, Long.MAX_VALUE)));
    Capabilities seen =
        new Capabilities(
            List.of(
                new Capabilities.Entry(
                    EventClass.FILE_ACTIVITY, 7, Capabilities.Quality.PARTLY, "no names")));
    return new Hello(
        "0.1",
        Long.MAX_VALUE,
        77,
        HOST,
        seen,
        List.of(new Hello.SensorState("kernel", 1, 2, 3, 4)),
        spool,
        5);
  }

  @Test
  void whatIsWrittenIsRead() throws WireException {
    assertThat(Hello.read(hello().bytes())).isEqualTo(hello());
    EnrolRequest enrol = new EnrolRequest("t", "pem\npem", "0.1", HOST);
    assertThat(EnrolRequest.read(enrol.bytes())).isEqualTo(enrol);
    EnrolAnswer enrolled = new EnrolAnswer("a-1", "one", "two");
    assertThat(EnrolAnswer.read(enrolled.bytes())).isEqualTo(enrolled);
    assertThat(RenewRequest.read(new RenewRequest("x").bytes())).isEqualTo(new RenewRequest("x"));
    HelloAnswer answer = new HelloAnswer(1, 30, Policy.DEFAULT, Map.of(Lane.FILES, 9L));
    assertThat(HelloAnswer.read(answer.bytes())).isEqualTo(answer);
    FramesAnswer frames = new FramesAnswer(Map.of(Lane.IMPORTANT, 9L), 2);
    assertThat(FramesAnswer.read(frames.bytes())).isEqualTo(frames);
    assertThat(Policy.read(Policy.DEFAULT.bytes())).isEqualTo(Policy.DEFAULT);
    assertThat(Gap.read(GAP.payload())).isEqualTo(GAP);
    Refusal refusal = new Refusal("wire.x", List.of("1"));
    assertThat(Refusal.read(refusal.bytes())).isEqualTo(refusal);
    assertThat(Refusal.read("<html>".getBytes(StandardCharsets.UTF_8)).id()).isEmpty();
  }

  @Test
  void aFrameHasTheBytesThatThePageTells() throws WireException {
    Frame frame = new Frame("a-1", 0x0102030405060708L, Lane.IMPORTANT, 7, 3, 9, GAP.payload());
    byte[] bytes = frame.encode();
    assertThat(bytes).hasSize(frame.size());
    assertThat(HexFormat.of().formatHex(bytes, 0, 47))
        .isEqualTo(
            "53484631"
                + "02"
                + "03"
                + "0000"
                + "0807060504030201"
                + "0700000000000000"
                + "0300000000000000"
                + "0900000000000000"
                + HexFormat.of().toHexDigits((byte) GAP.payload().length)
                + "000000"
                + "612d31");
    Frame read = Frame.decode(bytes);
    assertThat(read.agent()).isEqualTo("a-1");
    assertThat(read.isGap()).isTrue();
    assertThat(read.next()).isEqualTo(10);
    assertThat(Gap.read(read.payload())).isEqualTo(GAP);
    List<byte[]> both = Frames.split(Frames.body(List.of(bytes, bytes)));
    assertThat(both).hasSize(2).allMatch(it -> it.length == bytes.length);
  }

  @Test
  void gapsAddUp() {
    Gap other =
        new Gap(
            true,
            1,
            7,
            List.of(
                new Gap.Count(EventClass.FILE_ACTIVITY, Gap.Reason.EVICTED, "", 4),
                new Gap.Count(EventClass.FILE_ACTIVITY, Gap.Reason.SHED, "", 1)));
    Gap sum = GAP.and(other);
    assertThat(sum.count()).isEqualTo(8);
    assertThat(sum.counts()).hasSize(2);
    assertThat(sum.fromNanos()).isEqualTo(1);
    assertThat(sum.toNanos()).isEqualTo(9);
  }

  @Test
  void anyChangeOfAFrameIsSeen() {
    byte[] bytes = new Frame("a-1", 5, Lane.FILES, 7, 3, 9, GAP.payload()).encode();
    for (int at = 0; at < bytes.length; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 0x40;
      assertThatThrownBy(() -> Frame.decode(damaged))
          .as("at " + at)
          .isInstanceOf(WireException.class);
    }
  }

  @Test
  void whateverTheBytesReadingEnds() {
    SplittableRandom random = new SplittableRandom(4);
    byte[] whole = hello().bytes();
    int refused = 0;
    for (int turn = 0; turn < 20_000; turn++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      damaged[random.nextInt(damaged.length)] = (byte) "{}[]\",:0".charAt(random.nextInt(8));
      try {
        Hello read = Hello.read(damaged);
        assertThat(read.host()).isNotNull();
      } catch (WireException e) {
        assertThat(e.id()).startsWith("wire.json");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1000);
  }

  @Test
  void refusesWhatAsksForTooMuch() {
    String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    for (String body :
        List.of(
            deep,
            "{\"a\":1,\"a\":2}",
            "{\"a\":01x}",
            "[]",
            "{\"a\":\"\\u12g4\"}",
            "{\"a\":1}x",
            "")) {
      assertThatThrownBy(() -> Json.read(body.getBytes(StandardCharsets.UTF_8), 1 << 20))
          .as(body.substring(0, Math.min(20, body.length())))
          .isInstanceOf(WireException.class);
    }
    assertThatThrownBy(() -> Json.read(new byte[] {'{', '"', (byte) 0xff, '"', '}'}, 99))
        .isInstanceOf(WireException.class);
    assertThatThrownBy(() -> Frames.split(new byte[] {9, 0, 0, 0, 1}))
        .isInstanceOf(WireException.class);
  }
}
