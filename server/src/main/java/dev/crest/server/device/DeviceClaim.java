package dev.crest.server.device;

/**
 * The right of one request to a device, as judged before its certificate was signed. Whether it
 * still holds is found out in the transaction that makes the certificate durable.
 */
public sealed interface DeviceClaim {
  /** Returns the device that the certificate is for. */
  String deviceId();

  /**
   * A device that nobody has registered: holds while nobody has, and its group takes new devices.
   *
   * @param deviceId its fresh id
   * @param name what it is called
   */
  record Register(
      String deviceId,
      String accountId,
      String divisionId,
      String groupId,
      String name,
      DeviceIdentity identity)
      implements DeviceClaim {}

  /**
   * The first certificate of a device, or one by an administrator's one-time grant: holds while the
   * device is as it was judged, so that of two such requests one is too late.
   *
   * @param device as judged
   */
  record Alone(KnownDevice device) implements DeviceClaim {
    @Override
    public String deviceId() {
      return device.id();
    }
  }

  /** A further certificate by the device's own one: holds while the device is in service. */
  record Further(String deviceId) implements DeviceClaim {}
}
