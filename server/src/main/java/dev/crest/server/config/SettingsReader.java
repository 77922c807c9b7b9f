package dev.crest.server.config;

import dev.crest.server.admin.EffectiveSettings;
import dev.crest.server.admin.EffectiveSettings.Origin;
import dev.crest.server.admin.EffectiveSettings.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads typed values by dotted key from one YAML document and the environment, where {@code
 * CREST_EST_PORT} overrides {@code est.port}. Every key that exists is asked for exactly once, so
 * whatever was not asked for is unknown and a problem. Collects all problems instead of stopping at
 * the first. Not thread-safe.
 */
public final class SettingsReader {
  private static final String PREFIX = "CREST_";

  /** Read by the start script, by the logger and by the management commands. */
  private static final Set<String> NOT_SETTINGS =
      Set.of(
          "CREST_JAVA_OPTS",
          "CREST_LOG_LEVEL",
          "CREST_URL",
          "CREST_API_KEY",
          "CREST_ACCOUNT",
          "CREST_CA_FILE");

  /** What a URL of a database may carry besides its place. */
  private static final Pattern PASSWORD = Pattern.compile("(?i)(password=)[^&]*");

  private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private final Map<String, JsonNode> values = new TreeMap<>();
  private final Map<String, String> environment = new TreeMap<>();
  private final Map<String, Setting> effective = new TreeMap<>();
  private final Set<String> asked = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  /**
   * @param yaml the document; blank for none
   * @param environment the process environment; only {@code CREST_*} is looked at
   */
  public SettingsReader(String yaml, Map<String, String> environment) {
    environment.forEach((name, value) -> {
      if (name.startsWith(PREFIX) && !NOT_SETTINGS.contains(name)) {
        this.environment.put(name, value);
      }
    });
    if (!yaml.isBlank()) {
      parse(yaml);
    }
  }

  private void parse(String yaml) {
    try {
      var mapper =
          YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
      var tree = mapper.readTree(yaml);
      if (tree.isObject()) {
        flatten("", tree);
      } else if (!tree.isMissingNode() && !tree.isNull()) {
        problems.add("the file: must be a mapping of settings");
      }
    } catch (JacksonException e) {
      var where = e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
      problems.add(
          "the file: is not valid YAML"
              + where
              + ": "
              + e.getOriginalMessage().lines().findFirst().orElse(""));
    }
  }

  private void flatten(String prefix, JsonNode node) {
    node.properties()
        .forEach(entry -> {
          var key = prefix + entry.getKey();
          if (entry.getValue().isObject()) {
            flatten(key + ".", entry.getValue());
          } else {
            values.put(key, entry.getValue());
          }
        });
  }

  /**
   * Returns the name of the environment variable that overrides a key, such as {@code
   * CREST_EST_PORT}.
   */
  public static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private Optional<String> raw(String key) {
    asked.add(key);
    effective.put(key, new Setting(key, Optional.empty(), Origin.DEFAULT, variable(key)));
    var variable = variable(key);
    var overriding = environment.get(variable);
    if (overriding != null) {
      asked.add(variable);
      return Optional.of(noted(key, overriding, Origin.ENVIRONMENT));
    }
    var node = values.get(key);
    if (node == null || node.isNull()) {
      return Optional.empty();
    }
    if (!node.isValueNode()) {
      problems.add(key + ": must be a single value");
      return Optional.empty();
    }
    return Optional.of(noted(key, node.asString(), Origin.FILE));
  }

  /** Remembers what a key is set to; of secrets only references ever come here. */
  private String noted(String key, String value, Origin origin) {
    var shown = PASSWORD.matcher(value).replaceAll("$1…");
    effective.put(key, new Setting(key, Optional.of(shown), origin, variable(key)));
    return value;
  }

  /** Remembers the default of a key that was not set. */
  private void usual(String key, String value) {
    if (Optional.ofNullable(effective.get(key)).flatMap(Setting::value).isEmpty()) {
      noted(key, value, Origin.DEFAULT);
    }
  }

  /** Returns every key that was asked for, with what it is. */
  public EffectiveSettings effective() {
    return new EffectiveSettings(List.copyOf(effective.values()));
  }

  private <T> Optional<T> parsed(
      String key, String expectation, Function<String, Optional<T>> parser) {
    return raw(key)
        .flatMap(text -> {
          var value = parser.apply(text.strip());
          if (value.isEmpty()) {
            problems.add(key + ": must be " + expectation);
          }
          return value;
        });
  }

  /** Returns a text, or empty where the key is absent or blank. */
  public Optional<String> text(String key) {
    return raw(key).map(String::strip).filter(text -> !text.isEmpty());
  }

  /** Returns a text, or the default where the key is absent or blank. */
  public String text(String key, String fallback) {
    var text = text(key);
    usual(key, fallback);
    return text.orElse(fallback);
  }

  /** Returns a path. A relative one is relative to the working directory. */
  public Path path(String key, Path fallback) {
    return Path.of(text(key, fallback.toString()));
  }

  public int integer(String key, int fallback, int least, int most) {
    var expectation = "a whole number from " + least + " to " + most;
    var value = parsed(key, expectation, text -> number(text, least, most));
    usual(key, Integer.toString(fallback));
    return value.orElse(fallback);
  }

  private static Optional<Integer> number(String text, int least, int most) {
    try {
      int value = Integer.parseInt(text);
      return value < least || value > most ? Optional.empty() : Optional.of(value);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  public boolean flag(String key, boolean fallback) {
    var value =
        parsed(
            key,
            "true or false",
            text ->
                switch (text) {
                  case "true" -> Optional.of(true);
                  case "false" -> Optional.of(false);
                  default -> Optional.<Boolean>empty();
                });
    usual(key, Boolean.toString(fallback));
    return value.orElse(fallback);
  }

  /**
   * Returns a time span, written like {@code 500ms}, {@code 30s}, {@code 10m}, {@code 12h}, {@code
   * 90d} or ISO 8601.
   */
  public Duration duration(String key, Duration fallback) {
    var value =
        parsed(key, "a time span such as 30s, 10m, 12h, 90d or PT30S", SettingsReader::span);
    usual(key, written(fallback));
    return value.orElse(fallback);
  }

  /** Writes a time span as people do. */
  private static String written(Duration span) {
    if (span.toMillisPart() != 0) {
      return span.toMillis() + "ms";
    }
    long seconds = span.toSeconds();
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    return seconds % 3600 == 0
        ? seconds / 3600 + "h"
        : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private static Optional<Duration> span(String text) {
    var matcher = SHORT_DURATION.matcher(text);
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      return Optional.of(
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
          });
    }
    try {
      var duration = Duration.parse(text);
      return duration.isNegative() ? Optional.empty() : Optional.of(duration);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Returns one of an enum's constants, written in kebab-case such as {@code ec-p256}. */
  public <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
    var constants = List.of(type.getEnumConstants());
    var names = constants.stream().map(SettingsReader::kebab).toList();
    var value =
        parsed(
            key,
            "one of " + String.join(", ", names),
            text -> constants.stream().filter(c -> kebab(c).equals(text)).findFirst());
    usual(key, kebab(fallback));
    return value.orElse(fallback);
  }

  private static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns a list of texts: a YAML list, or comma-separated in the environment. */
  public List<String> list(String key) {
    asked.add(key);
    var node = values.get(key);
    if (environment.containsKey(variable(key)) || node == null || !node.isArray()) {
      return raw(key).map(text -> List.of(text.split(",", -1))).orElse(List.of()).stream()
          .map(String::strip)
          .filter(text -> !text.isEmpty())
          .toList();
    }
    var texts = new ArrayList<String>();
    node.forEach(element -> {
      if (element.isValueNode() && !element.isNull()) {
        texts.add(element.asString());
      } else {
        problems.add(key + ": must be a list of texts");
      }
    });
    noted(key, String.join(", ", texts), Origin.FILE);
    return List.copyOf(texts);
  }

  /** Makes one record of settings, its own objections becoming problems under {@code section}. */
  public <T> Optional<T> section(String section, Supplier<T> constructor) {
    try {
      return Optional.of(constructor.get());
    } catch (IllegalArgumentException e) {
      problems.add(section + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Adds a problem that spans several keys. */
  public void problem(String sentence) {
    problems.add(sentence);
  }

  /**
   * Ends reading.
   *
   * @throws SettingsProblem if there was any problem, unknown keys and variables included
   */
  public void finish() {
    values.keySet().stream()
        .filter(key -> !asked.contains(key))
        .forEach(key -> problems.add(key + ": is not a setting" + nearest(key)));
    environment.keySet().stream()
        .filter(name -> !asked.contains(name))
        .forEach(name -> problems.add(name + ": is not the variable of any setting"));
    if (!problems.isEmpty()) {
      throw new SettingsProblem(problems);
    }
  }

  private String nearest(String key) {
    var last = key.substring(key.lastIndexOf('.') + 1);
    return asked.stream()
        .filter(known -> known.endsWith("." + last) || known.equals(last))
        .findFirst()
        .map(known -> " (did you mean " + known + "?)")
        .orElse("");
  }
}
