// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The index of networks says what each network says of an address.
class CidrIndexTest {
  private static final long SEED = 20_261_203L;

  @Test
  void findsWhatALoopOverAllNetworksFinds() {
    Random random = new Random(SEED);
    int cases = 0;
    int found = 0;
    int six = 0;
    for (int round = 0; round < 500; round++) {
      List<Cidr> networks = new ArrayList<>();
      while (networks.size() < 1 + round % 60) {
        Cidr network = Cidr.parse(network(random));
        if (network != null) {
          networks.add(network);
        }
      }
      CidrIndex index = new CidrIndex(networks);
      for (int each = 0; each < 60; each++) {
        String text = address(random);
        Subject subject = new Subject(text);
        Address address = Objects.requireNonNull(subject.address(), text);
        TreeSet<Integer> got = new TreeSet<>();
        index.search(address, number -> assertThat(got.add(number)).as("once").isTrue());
        TreeSet<Integer> expected = new TreeSet<>();
        for (int number = 0; number < networks.size(); number++) {
          if (networks.get(number).matches(subject)) {
            expected.add(number);
          }
        }
        assertThat(got).as("seed %s round %s: %s", SEED, round, text).isEqualTo(expected);
        cases++;
        found += got.size();
        six += address.isFour() ? 0 : got.size();
      }
    }
    assertThat(cases).isGreaterThanOrEqualTo(20_000);
    assertThat(found).isGreaterThan(cases);
    assertThat(six).as("of IPv6").isGreaterThan(5_000);
  }

  @Test
  void knowsTheNetworksThatHoldEverything() {
    CidrIndex index =
        new CidrIndex(
            List.of(
                network("0.0.0.0/0"), network("::/0"), network("::ffff:0:0/96"), network("::/96")));
    assertThat(numbers(index, "8.8.8.8")).containsExactly(0, 2);
    assertThat(numbers(index, "::ffff:8.8.8.8")).containsExactly(0, 2);
    assertThat(numbers(index, "2001:db8::1")).containsExactly(1);
    assertThat(numbers(index, "::1")).containsExactly(1, 3);
    assertThat(numbers(new CidrIndex(List.of()), "::1")).isEmpty();
  }

  private static Set<Integer> numbers(CidrIndex index, String text) {
    Address address = Objects.requireNonNull(Address.parse(text));
    TreeSet<Integer> numbers = new TreeSet<>();
    index.search(address, numbers::add);
    return numbers;
  }

  private static Cidr network(String text) {
    return Objects.requireNonNull(Cidr.parse(text));
  }

  /// A network near the addresses of {@link #address}, its spare bits cleared.
  private static String network(Random random) {
    if (random.nextBoolean()) {
      int bits = random.nextInt(33);
      int value = four(random) & (bits == 0 ? 0 : -1 << (32 - bits));
      return spelled(value) + "/" + bits;
    }
    int bits = random.nextInt(9) * 16;
    StringJoiner text = new StringJoiner(":");
    for (int group = 0; group < 8; group++) {
      text.add(group * 16 < bits ? Integer.toHexString(group(random, group)) : "0");
    }
    return text + "/" + bits;
  }

  private static String address(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> spelled(four(random));
      case 1 -> "::ffff:" + spelled(four(random));
      case 2 ->
          "::ffff:"
              + Integer.toHexString(four(random) >>> 16)
              + ":"
              + Integer.toHexString(four(random) & 0xffff);
      default -> {
        StringJoiner text = new StringJoiner(":");
        for (int group = 0; group < 8; group++) {
          text.add(Integer.toHexString(group(random, group)));
        }
        yield random.nextInt(5) == 0 ? text + "%eth0" : text.toString();
      }
    };
  }

  /// Few different addresses, so that many lie in some network.
  private static int four(Random random) {
    return 10 << 24
        | random.nextInt(2) << 23
        | random.nextInt(2) << 16
        | random.nextInt(3) << 8
        | random.nextInt(2) << 7
        | random.nextInt(3);
  }

  private static int group(Random random, int group) {
    return group == 0 ? 0x2001 : random.nextInt(2) * 0xdb8;
  }

  private static String spelled(int four) {
    return (four >>> 24)
        + "."
        + (four >>> 16 & 0xff)
        + "."
        + (four >>> 8 & 0xff)
        + "."
        + (four & 0xff);
  }
}
