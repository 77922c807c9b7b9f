package dev.crest.server.admin;

import java.util.List;
import java.util.Optional;

/** The settings that this server runs with, secrets left out. */
public record EffectiveSettings(List<Setting> settings) {
  public EffectiveSettings {
    settings = List.copyOf(settings);
  }

  /**
   * One setting.
   *
   * @param key such as {@code est.port}
   * @param value as it is written in the file; empty where there is none. Of a secret it is the
   *     reference, never the secret
   * @param origin where it comes from
   * @param variable the environment variable that overrides it
   */
  public record Setting(String key, Optional<String> value, Origin origin, String variable) {}

  /** Where a setting comes from. */
  public enum Origin {
    DEFAULT,
    FILE,
    ENVIRONMENT
  }
}
