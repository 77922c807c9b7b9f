package dev.crest.server.admin;

import java.net.InetAddress;

/**
 * Where and how the management API is served.
 *
 * @param enabled whether it is served at all
 * @param bind the address listened on
 * @param port the port, 0 for any
 * @param bodyBytes largest JSON body, in bytes
 * @param uploadBytes largest upload of a job, in bytes
 * @param requestsPerSecond how many requests of one caller are taken a second, on average
 * @param burst how many at once after a quiet time
 */
public record AdminSettings(
    boolean enabled,
    InetAddress bind,
    int port,
    int bodyBytes,
    long uploadBytes,
    int requestsPerSecond,
    int burst) {
  private static final long MEGABYTE = 1_000_000;

  /** Returns the default settings on an address. */
  public static AdminSettings usual(InetAddress bind) {
    return new AdminSettings(true, bind, 9443, 2_000_000, 200 * MEGABYTE, 200, 1000);
  }
}
