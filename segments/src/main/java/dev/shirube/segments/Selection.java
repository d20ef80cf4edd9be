// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import java.util.BitSet;

/// Which rows of a segment are wanted.
///
/// @param rows one bit a row
/// @param undecided how many rows nobody could tell about
public record Selection(BitSet rows, int undecided) {}
