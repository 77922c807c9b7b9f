package dev.crest.server.access;

import static dev.crest.server.access.Permission.*;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** A role: what it permits. Nothing is permitted that is not listed here. */
public enum Role {
  /** Sets up accounts, CAs and users; reads the rest. */
  SYSTEM_ADMINISTRATOR(reading(ACCOUNT_CHANGE, AUTHORITY_CHANGE, TEMPLATE_CHANGE, USER_CHANGE)),
  /** Everything in an account but its CAs and users. */
  SOLUTION_ADMINISTRATOR(
      administering(
          DIVISION_CHANGE,
          TEMPLATE_CHANGE,
          PROFILE_CHANGE,
          AUTHENTICATION_POLICY_CHANGE,
          POLICY_CHANGE,
          DEVICE_GROUP_CHANGE,
          DEVICE_REGISTER,
          DEVICE_CHANGE,
          CERTIFICATE_REQUEST,
          CERTIFICATE_RENEW,
          CERTIFICATE_REVOKE,
          JOB_CANCEL)),
  /** Registers devices and requests certificates. */
  DEVICE_CREATOR(working(DEVICE_REGISTER, CERTIFICATE_REQUEST, JOB_CANCEL)),
  /** Edits devices; requests, renews and revokes certificates. */
  DEVICE_ADMINISTRATOR(
      working(
          DEVICE_CHANGE, CERTIFICATE_REQUEST, CERTIFICATE_RENEW, CERTIFICATE_REVOKE, JOB_CANCEL)),
  /** Decides held requests, never their own. */
  APPROVER(working()),
  /** Reads everything, changes nothing. */
  AUDITOR(reading());

  @SuppressWarnings("ImmutableEnumChecker") // Made by Set.copyOf.
  private final Set<Permission> permissions;

  Role(Set<Permission> permissions) {
    this.permissions = permissions;
  }

  /** Whether it permits something. */
  public boolean permits(Permission permission) {
    return permissions.contains(permission);
  }

  /** Returns everything that can be read, and more. */
  private static Set<Permission> reading(Permission... more) {
    var all = EnumSet.of(OWN, more);
    Arrays.stream(Permission.values()).filter(Permission::reads).forEach(all::add);
    return Set.copyOf(all);
  }

  /** Returns everything that can be read of accounts, and more. */
  private static Set<Permission> administering(Permission... more) {
    var all = EnumSet.copyOf(reading(more));
    all.remove(SETTINGS_READ);
    return Set.copyOf(all);
  }

  /** Returns what everyday work needs to read, and more. */
  private static Set<Permission> working(Permission... more) {
    var all = EnumSet.copyOf(reading(more));
    all.removeAll(EnumSet.of(AUDIT_READ, USER_READ, SETTINGS_READ));
    return Set.copyOf(all);
  }
}
