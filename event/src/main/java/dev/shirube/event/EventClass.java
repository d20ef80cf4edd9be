// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// What sort of thing happened: the event classes of OCSF 1.9 that Shirube writes. The number is
/// OCSF's class_uid (category, then class; extensions have their own leading digits).
public enum EventClass {
  BASE_EVENT(0),
  FILE_ACTIVITY(1001),
  KERNEL_EXTENSION_ACTIVITY(1002),
  KERNEL_ACTIVITY(1003),
  MEMORY_ACTIVITY(1004),
  MODULE_ACTIVITY(1005),
  SCHEDULED_JOB_ACTIVITY(1006),
  PROCESS_ACTIVITY(1007),
  EVENT_LOG_ACTIVITY(1008),
  SCRIPT_ACTIVITY(1009),
  PERIPHERAL_ACTIVITY(1010),
  DEVICE_POWER_STATE_ACTIVITY(1011),
  CLIPBOARD_ACTIVITY(1012),
  REGISTRY_KEY_ACTIVITY(201001),
  REGISTRY_VALUE_ACTIVITY(201002),
  WINDOWS_RESOURCE_ACTIVITY(201003),
  WINDOWS_SERVICE_ACTIVITY(201004),
  VULNERABILITY_FINDING(2002),
  COMPLIANCE_FINDING(2003),
  DETECTION_FINDING(2004),
  INCIDENT_FINDING(2005),
  ACCOUNT_CHANGE(3001),
  AUTHENTICATION(3002),
  AUTHORIZE_SESSION(3003),
  ENTITY_MANAGEMENT(3004),
  USER_ACCESS(3005),
  GROUP_MANAGEMENT(3006),
  NETWORK_ACTIVITY(4001),
  HTTP_ACTIVITY(4002),
  DNS_ACTIVITY(4003),
  DHCP_ACTIVITY(4004),
  RDP_ACTIVITY(4005),
  SMB_ACTIVITY(4006),
  SSH_ACTIVITY(4007),
  FTP_ACTIVITY(4008),
  EMAIL_ACTIVITY(4009),
  NETWORK_FILE_ACTIVITY(4010),
  NTP_ACTIVITY(4013),
  TUNNEL_ACTIVITY(4014),
  DEVICE_CONFIG_STATE_CHANGE(5019),
  WEB_RESOURCES_ACTIVITY(6001),
  APPLICATION_LIFECYCLE(6002),
  API_ACTIVITY(6003),
  DATASTORE_ACTIVITY(6005),
  FILE_HOSTING_ACTIVITY(6006),
  SCAN_ACTIVITY(6007),
  APPLICATION_ERROR(6008);

  private static final EventClass[] ALL = values();
  private static final Map<Integer, EventClass> BY_UID = byUid();

  private final int uid;

  EventClass(int uid) {
    this.uid = uid;
  }

  /// OCSF's class_uid.
  public int uid() {
    return uid;
  }

  /// OCSF's class name, such as process_activity.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The class of a uid; {@link #BASE_EVENT} for one that Shirube does not write.
  public static EventClass of(int uid) {
    return BY_UID.getOrDefault(uid, BASE_EVENT);
  }

  /// The class of an ordinal; ordinals live in memory only, files hold the uid.
  static EventClass at(int ordinal) {
    return ALL[ordinal];
  }

  private static Map<Integer, EventClass> byUid() {
    Map<Integer, EventClass> map = new HashMap<>();
    Arrays.stream(values()).forEach(value -> map.put(value.uid, value));
    return Map.copyOf(map);
  }
}
