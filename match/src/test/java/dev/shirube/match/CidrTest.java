// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.0.0.0/8, ::ffff:10.1.2.3, true",
    "10.0.0.0/8, '', false",
    "10.0.0.0/8, host, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1/32, 192.0.2.2, false",
    "fe80::/10, fe80::1%eth0, true",
    "fe80::/10, fec0::1, false",
    "::1/128, 0:0:0:0:0:0:0:1, true",
    "2001:db8::/32, 2001:DB8:ffff::1, true",
    "::/0, 2001:db8::1, true",
    "::/0, 10.0.0.1, false",
    "::ffff:10.0.0.0/104, 10.9.9.9, true",
    "fc00::/7, fdff:ffff::1, true"
  })
  void holdsAddresses(String network, String address, boolean inside) {
    Cidr cidr = Objects.requireNonNull(Cidr.parse(network));
    assertThat(cidr.matches(new Subject(address))).isEqualTo(inside);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1/8",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10.0.0.0/08",
        "10.0.0/8",
        "010.0.0.0/8",
        "2001:db8::1/32",
        "::/129",
        "fe80::%eth0/10",
        "x/8",
        "",
        "/8"
      })
  void refusesWhatIsNoNetwork(String text) {
    assertThat(Cidr.parse(text)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.4 ",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7::8:9",
        "12345::",
        "g::",
        "::1.2.3",
        "1.2.3.4::",
        "::1%",
        "1:",
        ":1",
        "1:2:3:4:5:6:7:8:"
      })
  void refusesWhatIsNoAddress(String text) {
    assertThat(Address.parse(text)).isNull();
  }

  @Test
  void readsWhatOthersWrite() throws UnknownHostException {
    long seed = 42;
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[16];
      random.nextBytes(bytes);
      for (int zero = random.nextInt(16); zero > 0; zero--) {
        bytes[random.nextInt(16)] = 0;
      }
      InetAddress known = Inet6Address.getByAddress(null, bytes, -1);
      Address read = Objects.requireNonNull(Address.parse(known.getHostAddress()));
      long high = 0;
      for (int index = 0; index < 8; index++) {
        high = high << 8 | (bytes[index] & 0xff);
      }
      assertThat(read.high()).as("seed %s: %s", seed, known).isEqualTo(high);
    }
  }
}
