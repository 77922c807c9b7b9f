package dev.crest.estclient;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Answers challenges of one origin: Digest (RFC 7616) where it is offered, the strongest algorithm
 * first, else Basic (RFC 7617). For one thread.
 */
abstract class Authorization {
  private static final List<String> STRENGTH =
      List.of("sha-512-256", "sha-512-256-sess", "sha-256", "sha-256-sess", "md5", "md5-sess");

  private Authorization() {}

  /** Returns the value of the Authorization header for a request. */
  abstract String header(String method, String target);

  /** Returns how to answer, or empty where nothing is offered that is known here. */
  static Optional<Authorization> answering(List<Challenge> challenges, String user, String secret) {
    var digest =
        challenges.stream()
            .filter(one -> one.scheme().equals("digest") && one.parameters().containsKey("nonce"))
            .filter(one -> STRENGTH.contains(algorithm(one)) && quality(one).isPresent())
            .min(Comparator.comparingInt(one -> STRENGTH.indexOf(algorithm(one))));
    if (digest.isPresent()) {
      return Optional.of(new Digest(digest.get(), user, secret));
    }
    return challenges.stream().anyMatch(one -> one.scheme().equals("basic"))
        ? Optional.of(new Basic(user, secret))
        : Optional.empty();
  }

  /** Whether only the nonce was too old, so that the same credential is worth another try. */
  static boolean stale(List<Challenge> challenges) {
    return challenges.stream()
        .anyMatch(one ->
            one.scheme().equals("digest") && one.parameter("stale").equalsIgnoreCase("true"));
  }

  private static String algorithm(Challenge challenge) {
    return challenge.parameters().getOrDefault("algorithm", "md5").toLowerCase(Locale.ROOT);
  }

  /** Returns {@code auth}, or the empty string for servers of RFC 2069; empty for others. */
  private static Optional<String> quality(Challenge challenge) {
    var offered = challenge.parameter("qop");
    if (offered.isEmpty()) {
      return Optional.of("");
    }
    return Arrays.stream(offered.split(","))
        .map(String::strip)
        .filter("auth"::equalsIgnoreCase)
        .findAny();
  }

  private static final class Basic extends Authorization {
    private final String value;

    Basic(String user, String secret) {
      this.value =
          "Basic " + Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(UTF_8));
    }

    @Override
    String header(String method, String target) {
      return value;
    }
  }

  private static final class Digest extends Authorization {
    private final Challenge challenge;
    private final String user;
    private final String secret;
    private final String clientNonce = nonce();
    private int count;

    Digest(Challenge challenge, String user, String secret) {
      this.challenge = challenge;
      this.user = user;
      this.secret = secret;
    }

    @Override
    String header(String method, String target) {
      count++;
      var algorithm = algorithm(challenge);
      var realm = challenge.parameter("realm");
      var nonce = challenge.parameter("nonce");
      var qop = quality(challenge).orElseThrow();
      var number = "%08x".formatted(count);
      var first = hash(user + ":" + realm + ":" + secret);
      if (algorithm.endsWith("-sess")) {
        first = hash(first + ":" + nonce + ":" + clientNonce);
      }
      var second = hash(method + ":" + target);
      var response =
          qop.isEmpty()
              ? hash(first + ":" + nonce + ":" + second)
              : hash(String.join(":", first, nonce, number, clientNonce, "auth", second));
      var value = new StringBuilder("Digest ");
      value.append(quoted("username", user)).append(", ").append(quoted("realm", realm));
      value.append(", ").append(quoted("nonce", nonce)).append(", ").append(quoted("uri", target));
      value.append(", ").append(quoted("response", response));
      if (challenge.parameters().containsKey("algorithm")) {
        value.append(", algorithm=").append(challenge.parameter("algorithm"));
      }
      if (!qop.isEmpty()) {
        value.append(", qop=auth, nc=").append(number).append(", ");
        value.append(quoted("cnonce", clientNonce));
      } else if (algorithm.endsWith("-sess")) {
        value.append(", ").append(quoted("cnonce", clientNonce));
      }
      if (challenge.parameters().containsKey("opaque")) {
        value.append(", ").append(quoted("opaque", challenge.parameter("opaque")));
      }
      return value.toString();
    }

    private static String quoted(String name, String value) {
      return name + "=\"" + value.replaceAll("[\"\\\\]", "\\\\$0") + "\"";
    }

    private String hash(String text) {
      var name =
          switch (algorithm(challenge).replace("-sess", "")) {
            case "sha-512-256" -> "SHA-512/256";
            case "sha-256" -> "SHA-256";
            default -> "MD5";
          };
      try {
        return HexFormat.of()
            .formatHex(MessageDigest.getInstance(name).digest(text.getBytes(UTF_8)));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("this Java platform has no " + name, e);
      }
    }

    private static String nonce() {
      var bytes = new byte[16];
      new SecureRandom().nextBytes(bytes);
      return HexFormat.of().formatHex(bytes);
    }
  }
}
