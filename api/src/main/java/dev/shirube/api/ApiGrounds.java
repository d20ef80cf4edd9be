// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.access.AccessRoom;
import dev.shirube.catalog.Messages;
import dev.shirube.fleet.FleetRoom;
import java.time.Clock;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/// What the API needs beside the recording.
///
/// @param random must not be guessable
/// @param width how many columns of a terminal a text takes
/// @param secure whether it is reached over TLS
public record ApiGrounds(
    AccessRoom access,
    FleetRoom fleet,
    Messages messages,
    Clock clock,
    RandomGenerator random,
    ToIntFunction<String> width,
    boolean secure) {}
