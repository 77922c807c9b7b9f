package dev.crest.server.config;

import dev.crest.server.admin.AdminSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** The keys under {@code admin.}: where and how the management API is served. */
final class AdminSection {
  private AdminSection() {}

  static Optional<AdminSettings> read(SettingsReader in) {
    var bind = in.text("admin.bind", "0.0.0.0");
    var usual = AdminSettings.usual(InetAddress.getLoopbackAddress());
    boolean enabled = in.flag("admin.enabled", usual.enabled());
    int port = in.integer("admin.port", usual.port(), 0, 65535);
    int body = in.integer("admin.body-bytes", usual.bodyBytes(), 10_000, 100_000_000);
    int upload =
        in.integer(
            "admin.upload-bytes", Math.toIntExact(usual.uploadBytes()), 10_000, Integer.MAX_VALUE);
    int rate = in.integer("admin.requests-per-second", usual.requestsPerSecond(), 1, 1_000_000);
    int burst = in.integer("admin.burst", usual.burst(), 1, 1_000_000);
    return in.section(
        "admin", () -> new AdminSettings(enabled, address(bind), port, body, upload, rate, burst));
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("bind is not an address of this machine", e);
    }
  }
}
