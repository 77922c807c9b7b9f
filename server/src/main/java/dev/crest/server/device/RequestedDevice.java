package dev.crest.server.device;

/** The device that a request is for. */
public sealed interface RequestedDevice {
  /** It is registered, in whatever state. */
  record Known(KnownDevice device) implements RequestedDevice {}

  /** Nobody has registered it. */
  record Unknown(DeviceIdentity identity) implements RequestedDevice {}
}
