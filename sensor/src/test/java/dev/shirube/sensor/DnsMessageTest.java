// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DnsMessageTest {
  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  private static DnsMessage read(byte[] bytes) {
    return Objects.requireNonNull(DnsMessage.of(bytes));
  }

  @Test
  void aChainOfNamesIsRead() {
    byte[] message =
        hex(
            "abcd 8180 0001 0002 0000 0000 03777777 0465786d70 00 0001 0001"
                + "c00c 0005 0001 00000010 0006 0361636d c010"
                + "c026 0001 0001 00000020 0004 c0000201");
    DnsMessage read = read(message);
    assertThat(read.name()).isEqualTo("www.exmp");
    assertThat(read.isAnswer()).isTrue();
    assertThat(read.answers()).hasSize(2);
    assertThat(read.answers().get(0).text()).isEqualTo("acm.exmp");
    assertThat(read.answers().get(1).text()).isEqualTo("192.0.2.1");
    assertThat(read.answers().get(1).seconds()).isEqualTo(32);
    assertThat(read.isWhole()).isTrue();
  }

  @Test
  void textsAndUnknownTypesAreRead() {
    byte[] txt =
        hex(
            "0001 8183 0001 0001 0000 0000 0161 00 0010 0001 c00c 0010 0001 00000001 0005 0268690161");
    DnsMessage read = read(txt);
    assertThat(read.answers().getFirst().text()).isEqualTo("hia");
    assertThat(DnsMessage.codeWord(read.code())).isEqualTo("NXDOMAIN");
    assertThat(DnsMessage.typeWord(read.type())).isEqualTo("TXT");
    assertThat(DnsMessage.typeWord(65280)).isEqualTo("TYPE65280");
  }

  @Test
  void lettersThatAreNoneAreWrittenAsNumbers() {
    DnsMessage read = read(hex("0001 0100 0001 0000 0000 0000 04 61002e5c 00 0001 0001"));
    assertThat(read.name()).isEqualTo("a\\000\\046\\092");
  }

  @Test
  void aNameThatLeadsToItselfEnds() {
    assertThat(DnsMessage.of(hex("0001 0100 0001 0000 0000 0000 c00c 0001 0001"))).isNull();
  }

  @Test
  void hostileMessagesEnd() {
    Random random = new Random(5);
    byte[] whole = MadeRecord.dns("www.example.test", new byte[] {1, 2, 3, 4});
    int read = 0;
    int none = 0;
    for (int turn = 0; turn < 100_000; turn++) {
      byte[] bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 30));
      for (int change = random.nextInt(8); change > 0 && bytes.length > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      DnsMessage message = DnsMessage.of(bytes);
      if (message == null) {
        none++;
      } else {
        read++;
        assertThat(message.name().length()).isLessThanOrEqualTo(1400);
        assertThat(message.answers()).hasSizeLessThanOrEqualTo(64);
      }
    }
    assertThat(read).isGreaterThan(1000);
    assertThat(none).isGreaterThan(1000);
  }
}
