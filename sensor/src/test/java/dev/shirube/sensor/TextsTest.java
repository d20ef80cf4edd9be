// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextsTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void pathsAreTurnedRound() {
    assertThat(text(Texts.path(bytes("c\0b\0a\0"), true))).isEqualTo("/a/b/c");
    assertThat(text(Texts.path(bytes("c\0b\0a\0"), false))).isEqualTo("a/b/c");
    assertThat(text(Texts.path(bytes(""), true))).isEqualTo("/");
    assertThat(text(Texts.path(bytes(""), false))).isEmpty();
    assertThat(text(Texts.path(bytes("日本\0"), true))).isEqualTo("/日本");
  }

  @Test
  void anyPartsMakeAPath() {
    Random random = new Random(1);
    int made = 0;
    for (int turn = 0; turn < 20_000; turn++) {
      byte[] parts = new byte[random.nextInt(12)];
      for (int index = 0; index < parts.length; index++) {
        parts[index] = (byte) "ab\0".charAt(random.nextInt(3));
      }
      made += Texts.path(parts, random.nextBoolean()).length;
    }
    assertThat(made).isPositive();
  }

  @Test
  void pathsAreResolved() {
    assertThat(text(Texts.resolve(bytes("/a"), bytes("./b")))).isEqualTo("/a/b");
    assertThat(text(Texts.resolve(bytes("/"), bytes("b")))).isEqualTo("/b");
    assertThat(text(Texts.resolve(bytes("/a"), bytes("/b")))).isEqualTo("/b");
    assertThat(text(Texts.resolve(bytes(""), bytes("b")))).isEqualTo("b");
    assertThat(text(Texts.resolve(bytes("/a"), bytes("../b")))).isEqualTo("/a/../b");
  }

  @Test
  void commandLinesHaveBlanksBetween() {
    assertThat(text(Texts.commandLine(bytes("a\0b c\0\0")))).isEqualTo("a b c");
    assertThat(text(Texts.commandLine(bytes("")))).isEmpty();
  }

  @Test
  void containersAreFoundInNamesOfGroups() {
    String id = "0123456789abcdef".repeat(4);
    assertThat(text(Texts.container(bytes("docker-" + id + ".scope")))).isEqualTo(id);
    assertThat(text(Texts.container(bytes(id)))).isEqualTo(id);
    assertThat(text(Texts.container(bytes("user.slice")))).isEmpty();
    assertThat(text(Texts.container(bytes(id + "0")))).isEmpty();
  }

  @Test
  void addressesAreWrittenAsPeopleDo() {
    HexFormat hex = HexFormat.of();
    assertThat(Addresses.text(new byte[] {(byte) 192, 0, 2, 1})).isEqualTo("192.0.2.1");
    assertThat(Addresses.text(hex.parseHex("00000000000000000000000000000001"))).isEqualTo("::1");
    assertThat(Addresses.text(hex.parseHex("20010db8000000000001000000000001")))
        .isEqualTo("2001:db8::1:0:0:1");
    assertThat(Addresses.text(hex.parseHex("20010db8000100000001000100010001")))
        .isEqualTo("2001:db8:1:0:1:1:1:1");
    assertThat(Addresses.text(new byte[16])).isEqualTo("::");
    assertThat(Addresses.text(new byte[5])).isEmpty();
    byte[] mapped = hex.parseHex("00000000000000000000ffffc0000201");
    assertThat(Addresses.text(Addresses.plain(mapped))).isEqualTo("192.0.2.1");
  }

  @Test
  void namesOfAddressesAreBounded() {
    Addresses.Names names = new Addresses.Names();
    for (int index = 0; index < 10_000; index++) {
      names.put(new byte[] {1, 2, (byte) (index >> 8), (byte) index}, bytes("n" + index));
    }
    assertThat(names.size()).isEqualTo(4096);
    assertThat(names.find(new byte[] {1, 2, 0, 0})).isNull();
    assertThat(names.find(new byte[] {1, 2, (byte) (9999 >> 8), (byte) 9999}))
        .isEqualTo(bytes("n9999"));
  }
}
