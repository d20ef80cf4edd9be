// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextEncodingTest {
  private static final Charset JAPANESE = Charset.forName("windows-31j");
  private static final Charset WESTERN = Charset.forName("windows-1252");
  private static final String TEXT = "レベル,日付と時刻,ソース\r\n情報,2024/01/02 3:04:05,サービス\r\n";

  private static Entry entry(byte[] bytes) {
    HeadStream in = new HeadStream(new ByteArrayInputStream(bytes));
    return new Entry() {
      @Override
      public String name() {
        return "text";
      }

      @Override
      public byte[] head() throws IOException {
        return in.head();
      }

      @Override
      public InputStream open() {
        return in;
      }
    };
  }

  private static byte[] utf8(byte[] bytes, Charset ansi) throws IOException {
    return TextEncoding.utf8(entry(bytes), ansi).readAllBytes();
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-8, false, windows-1252",
    "UTF-8, true, windows-1252",
    "UTF-16LE, false, windows-1252",
    "UTF-16LE, true, windows-1252",
    "UTF-16BE, false, windows-1252",
    "UTF-16BE, true, windows-1252",
    "UTF-32LE, true, windows-1252",
    "windows-31j, false, windows-1252",
    "windows-31j, false, windows-31j",
  })
  void findsTheEncoding(String name, boolean mark, String ansi) throws IOException {
    Charset charset = Charset.forName(name);
    String text = (mark ? "\ufeff" : "") + TEXT.repeat(3_000);
    byte[] read = utf8(text.getBytes(charset), Charset.forName(ansi));
    assertThat(new String(read, StandardCharsets.UTF_8)).isEqualTo(TEXT.repeat(3_000));
    Sample sample = Sample.of(entry((mark ? "\ufeff" + TEXT : TEXT).getBytes(charset)), WESTERN);
    assertThat(sample.text()).isEqualTo(TEXT);
    assertThat(sample.complete()).isTrue();
  }

  @Test
  void takesWesternTextsForWhatTheHostUses() throws IOException {
    String text = "Ereignis für Benutzer Müller: Größe geändert, café, señor, déjà vu\n";
    byte[] read = utf8(text.getBytes(WESTERN), WESTERN);
    assertThat(new String(read, StandardCharsets.UTF_8)).isEqualTo(text);
  }

  @Test
  void decidesLateWhereOnlyAsciiCameBefore() throws IOException {
    String text = "plain ascii line\n".repeat(20_000) + "日本語の行がここから始まります\n".repeat(3);
    byte[] read = utf8(text.getBytes(JAPANESE), WESTERN);
    assertThat(new String(read, StandardCharsets.UTF_8)).isEqualTo(text);
  }

  @Test
  void keepsBytesThatCannotBeRead() throws IOException {
    byte[] broken = TEXT.repeat(10).getBytes(StandardCharsets.UTF_8);
    broken[40] = (byte) 0xff;
    assertThat(utf8(broken, JAPANESE)).isEqualTo(broken);
    byte[] japanese = ("名前" + TEXT.repeat(40)).getBytes(JAPANESE);
    japanese[1] = (byte) 0xfd;
    byte[] read = utf8(japanese, JAPANESE);
    assertThat(Utf8.isValid(read, 0, read.length)).isFalse();
    assertThat(new String(read, StandardCharsets.UTF_8)).endsWith(TEXT.repeat(40));
  }

  @Test
  void keepsHalfOfAPair() throws IOException {
    byte[] bytes = "a\ufeffb".repeat(20).getBytes(StandardCharsets.UTF_16LE);
    bytes[3] = (byte) 0xd8;
    byte[] read = utf8(bytes, JAPANESE);
    assertThat(read[0]).isEqualTo((byte) 'a');
    assertThat(Utf8.isValid(read, 0, read.length)).isFalse();
    assertThat(read).hasSize(20 * 5);
  }

  @Test
  void toleratesZerosInText() throws IOException {
    byte[] bytes =
        ("line one\n" + "\0".repeat(500) + "line two 日本\n").getBytes(StandardCharsets.UTF_8);
    assertThat(utf8(bytes, JAPANESE)).isEqualTo(bytes);
  }

  @Test
  void cutsASampleAtAWholeCharacter() throws IOException {
    byte[] bytes = ("x" + "語".repeat(40_000)).getBytes(StandardCharsets.UTF_8);
    Sample sample = Sample.of(entry(bytes), JAPANESE);
    assertThat(sample.complete()).isFalse();
    assertThat(sample.text()).doesNotContain("\ufffd").endsWith("語");
  }
}
