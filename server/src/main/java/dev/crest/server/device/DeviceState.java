package dev.crest.server.device;

/** The states of a device. */
public enum DeviceState {
  /** Known by its identity; it has had no certificate yet. */
  REGISTERED,
  /** It has had a certificate. */
  PROVISIONED,
  /** Gets nothing; the certificates it has stay valid. */
  DISABLED,
  /** Gets nothing, for good; its history stays. */
  DELETED;

  /** Whether a device in this state may get a certificate. */
  public boolean inService() {
    return this == REGISTERED || this == PROVISIONED;
  }
}
