// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

/// What sort of machine an event speaks of.
public enum HostKind {
  UNKNOWN,
  SERVER,
  DESKTOP,
  LAPTOP,
  TABLET,
  PHONE,
  VIRTUAL,
  CONTAINER,
  NETWORK_DEVICE,
  PRINTER,
  CLOUD_SERVICE
}
