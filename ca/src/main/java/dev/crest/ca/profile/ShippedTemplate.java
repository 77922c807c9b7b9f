package dev.crest.ca.profile;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The templates that every installation has, with names that do not change: key and id. A profile
 * is made from one of them, or from a template of one's own.
 */
public enum ShippedTemplate {
  DEVICE_TLS_CLIENT(
      "device-tls-client",
      "Device TLS client",
      "A device that is a TLS client",
      ShippedProfiles::deviceClient),
  DEVICE_TLS_CLIENT_SERVER(
      "device-tls-client-server",
      "Device TLS client and server",
      "A device that is both TLS client and TLS server; its common name becomes a dNSName",
      ShippedProfiles::deviceClientAndServer),
  DEVICE_IDEVID(
      "device-idevid",
      "Initial device identity (IEEE 802.1AR IDevID)",
      "What a device leaves its maker with: a serial number, no end, no renewal",
      ShippedProfiles::initialDeviceIdentity),
  DEVICE_LDEVID(
      "device-ldevid",
      "Local device identity (IEEE 802.1AR LDevID)",
      "What a device gets where it is used",
      ShippedProfiles::localDeviceIdentity),
  SERVER("server", "TLS server", "A host that is a TLS server", ShippedProfiles::server),
  USER("user", "User", "A person who signs in with a certificate", ShippedProfiles::user);

  private final String key;
  private final String title;
  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // References to static methods hold nothing.
  private final Supplier<Profile> content;

  ShippedTemplate(String key, String title, String description, Supplier<Profile> content) {
    this.key = key;
    this.title = title;
    this.description = description;
    this.content = content;
  }

  /** Returns the one with this key. */
  public static Optional<ShippedTemplate> of(String key) {
    return Arrays.stream(values()).filter(template -> template.key.equals(key)).findAny();
  }

  /** Returns the name that scripts use, such as {@code device-tls-client}. */
  public String key() {
    return key;
  }

  /** Returns the same id in every installation: a UUID (RFC 9562 §5.3) made of the key. */
  public String id() {
    var name = "crest:certificate-template:" + key;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.US_ASCII)).toString();
  }

  /** Returns the name for people. */
  public String title() {
    return title;
  }

  /** Returns one sentence for people, without its full stop. */
  public String description() {
    return description;
  }

  /** Returns what it allows. */
  public Profile content() {
    return content.get();
  }
}
