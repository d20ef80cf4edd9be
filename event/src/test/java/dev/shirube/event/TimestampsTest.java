// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
  private static final long RECEIVED = nanos("2024-06-15T00:00:00Z");

  private static long nanos(String iso) {
    Instant instant = Instant.parse(iso);
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  private static Timestamp parse(String text) {
    return parse(text, ZoneOffset.UTC);
  }

  private static Timestamp parse(String text, ZoneId zone) {
    @Nullable Timestamp stamp = Timestamps.parse(text, zone, RECEIVED);
    if (stamp == null) {
      throw new AssertionError("not read as a time: " + text);
    }
    return stamp;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2020-09-21T04:14:38.806Z                  | 2020-09-21T04:14:38.806Z
          2018-07-06T18:37:44.4858175Z              | 2018-07-06T18:37:44.485817500Z
          2020-10-09T11:17:25.797108412Z            | 2020-10-09T11:17:25.797108412Z
          2024-02-29T23:59:59+09:00                 | 2024-02-29T14:59:59Z
          2017-01-24T15:22:11.123456-0600           | 2017-01-24T21:22:11.123456Z
          2024-01-01T00:00:00 -05                   | 2024-01-01T05:00:00Z
          2024-05-01 10:00:00 UTC                   | 2024-05-01T10:00:00Z
          2024-05-01 10:00:00,250 GMT               | 2024-05-01T10:00:00.250Z
          1591362513                                | 2020-06-05T13:08:33Z
          1591362513.123456                         | 2020-06-05T13:08:33.123456Z
          1591362513123                             | 2020-06-05T13:08:33.123Z
          1591362513123456                          | 2020-06-05T13:08:33.123456Z
          1591362513123456789                       | 2020-06-05T13:08:33.123456789Z
          132358361131234560                        | 2020-06-05T13:08:33.123456Z
          0x1D63B3A5C2E1B40                         | 2020-06-05T13:08:09.467577600Z
          /Date(1591362513123)/                     | 2020-06-05T13:08:33.123Z
          20200605130833.123456+540                 | 2020-06-05T04:08:33.123456Z
          20200605130833.000000-000                 | 2020-06-05T13:08:33Z
          10/Oct/2000:13:55:36 -0700                | 2000-10-10T20:55:36Z
          Tue, 15 Nov 1994 08:12:31 GMT             | 1994-11-15T08:12:31Z
          Aug  1 00:00:00 2020 GMT                  | 2020-08-01T00:00:00Z
          2024/05/01 10:00:00 JST                   | 2024-05-01T01:00:00Z
          """)
  void readsTimesThatSayTheirZone(String text, String expected) {
    Timestamp stamp = parse(text);
    assertThat(stamp.nanos()).isEqualTo(nanos(expected));
    assertThat(stamp.flags()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2020-09-21 00:14:36                       | 2020-09-21T00:14:36Z
          2023-08-16 04:54:30.987                   | 2023-08-16T04:54:30.987Z
          2024/5/1 9:05:07                          | 2024-05-01T09:05:07Z
          2024年5月1日 9時05分07秒                  | 2024-05-01T09:05:07Z
          2024年5月1日(水) 午後 1:05:07             | 2024-05-01T13:05:07Z
          2024/05/01 午前 12:05:07                  | 2024-05-01T00:05:07Z
          5/1/2024 1:05:07 PM                       | 2024-05-01T13:05:07Z
          5/1/2024 12:05:07 AM                      | 2024-05-01T00:05:07Z
          31/12/2023 23:59:59                       | 2023-12-31T23:59:59Z
          01.05.2024 13:05:07                       | 2024-05-01T13:05:07Z
          Sun Dec 04 04:47:44 2005                  | 2005-12-04T04:47:44Z
          Sun Dec 04 04:47:44.123456 2005           | 2005-12-04T04:47:44.123456Z
          2024-05-01                                | 2024-05-01T00:00:00Z
          Wednesday, May 1, 2024 1:05:07 PM         | 2024-05-01T13:05:07Z
          """)
  void assumesTheZoneOfTheReader(String text, String expected) {
    Timestamp stamp = parse(text);
    assertThat(stamp.nanos()).isEqualTo(nanos(expected));
    assertThat(stamp.flags()).isEqualTo(TimeFlag.ZONE_ASSUMED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Jun 14 15:16:01                           | 2024-06-14T15:16:01Z
          Dec 10 06:55:46                           | 2023-12-10T06:55:46Z
          Dec  5 06:55:46.123                       | 2023-12-05T06:55:46.123Z
          Jan  1 00:00:00                           | 2024-01-01T00:00:00Z
          Jun 15 20:00:00                           | 2024-06-15T20:00:00Z
          Jun 17 00:00:00                           | 2023-06-17T00:00:00Z
          """)
  void takesTheLastYearBeforeReceipt(String text, String expected) {
    Timestamp stamp = parse(text);
    assertThat(stamp.nanos()).isEqualTo(nanos(expected));
    assertThat(stamp.flags()).isEqualTo(TimeFlag.ZONE_ASSUMED | TimeFlag.YEAR_ASSUMED);
  }

  @Test
  void usesTheZoneItIsGiven() {
    Timestamp stamp = parse("2024-05-01 10:00:00", ZoneId.of("Asia/Tokyo"));
    assertThat(stamp.nanos()).isEqualTo(nanos("2024-05-01T01:00:00Z"));
  }

  @Test
  void clampsWhatIsOutOfRange() {
    assertThat(parse("1601-01-01T00:00:00Z")).isEqualTo(new Timestamp(0, TimeFlag.CLAMPED));
    assertThat(parse("2201-01-01T00:00:00Z"))
        .isEqualTo(new Timestamp(Timestamp.LAST, TimeFlag.CLAMPED));
    assertThat(parse("9223372036854775807").flags()).isEqualTo(TimeFlag.CLAMPED);
    assertThat(parse("0xFFFFFFFFFFFFFFFF").flags()).isEqualTo(TimeFlag.CLAMPED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "never",
        "10.0.0.1",
        "2024-13-01 00:00:00",
        "2024-05-32",
        "25:00:00",
        "0x",
        "C:\\Windows",
        "2024-05-01T10:00:00+99:99",
        "99999999999999999999999",
        "12:34",
        "/Date()/"
      })
  void refusesWhatIsNoTime(String text) {
    Timestamp stamp = Timestamps.parse(text, ZoneOffset.UTC, RECEIVED);
    assertThat(stamp).as(text).isNull();
  }

  /// Nothing that is fed in may throw or leave the range; every ISO time comes back as it went in.
  @Test
  void staysInRangeOnAnyText() {
    long seed = 20240615;
    Random random = new Random(seed);
    String alphabet = "0123456789:-/. TZ+,JanPM年月日午後xe";
    int read = 0;
    for (int round = 0; round < 200_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(30); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      Timestamp stamp = Timestamps.parse(text.toString(), ZoneOffset.UTC, RECEIVED);
      if (stamp != null) {
        read++;
        assertThat(stamp.nanos())
            .as("seed %d, text %s", seed, text)
            .isBetween(Timestamp.FIRST, Timestamp.LAST);
      }
    }
    assertThat(read).isPositive();
    for (int round = 0; round < 20_000; round++) {
      long nanos = Math.floorMod(random.nextLong(), Timestamp.LAST);
      assertThat(parse(Instant.EPOCH.plusNanos(nanos).toString()).nanos()).isEqualTo(nanos);
    }
  }

  /// Bytes are read without making text of them where most logs agree: never with another result.
  @Test
  void readsBytesAsItReadsText() {
    Random random = new Random(20_261_129);
    String[] good = {
      "2026-02-01T12:34:56.789Z", "2026-02-01 12:34:56", "2026-12-31T23:59:59.123456789Z"
    };
    ZoneId[] zones = {ZoneOffset.UTC, ZoneId.of("Asia/Tokyo")};
    int read = 0;
    for (int round = 0; round < 30_000; round++) {
      StringBuilder text = new StringBuilder(good[random.nextInt(good.length)]);
      for (int change = random.nextInt(3); change > 0; change--) {
        int at = random.nextInt(text.length());
        String c = String.valueOf("0123456789-: TZ.+日".charAt(random.nextInt(18)));
        text.replace(at, at + random.nextInt(2), random.nextBoolean() ? c : "");
      }
      byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
      ZoneId zone = zones[random.nextInt(2)];
      Timestamp expected = Timestamps.parse(text.toString(), zone, 0);
      assertThat(Timestamps.parse(bytes, 1, bytes.length - 2, zone, 0))
          .as("%s in %s", text, zone)
          .isEqualTo(expected);
      read += expected == null ? 0 : 1;
    }
    assertThat(read).isBetween(10_000, 29_000);
  }
}
