// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/// Many networks that one address is looked up in: a hash table for each length of prefix, so that
/// the cost is the number of different lengths and not of networks. Never changes once built.
public final class CidrIndex {
  private final List<Prefix> prefixes = new ArrayList<>();

  /// The networks of one length and one version of IP.
  private record Prefix(int bits, boolean four, Map<Address, List<Integer>> numbers) {}

  /// Of networks, numbered as they stand in the list.
  public CidrIndex(List<Cidr> networks) {
    for (int number = 0; number < networks.size(); number++) {
      Cidr network = networks.get(number);
      prefix(network.bits(), network.isFour())
          .numbers
          .computeIfAbsent(network.network(), _ -> new ArrayList<>())
          .add(number);
    }
  }

  private Prefix prefix(int bits, boolean four) {
    for (Prefix prefix : prefixes) {
      if (prefix.bits == bits && prefix.four == four) {
        return prefix;
      }
    }
    Prefix added = new Prefix(bits, four, new HashMap<>());
    prefixes.add(added);
    return added;
  }

  /// Tells the number of each network that the address lies in.
  public void search(Address address, IntConsumer found) {
    for (Prefix prefix : prefixes) {
      if (prefix.four == address.isFour()) {
        List<Integer> numbers = prefix.numbers.get(Cidr.masked(address, prefix.bits));
        if (numbers != null) {
          numbers.forEach(found::accept);
        }
      }
    }
  }
}
