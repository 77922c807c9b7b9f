package dev.crest.server.hierarchy;

import dev.crest.ca.issuance.AuthorityIssuance;
import dev.crest.ca.issuance.Issuer;
import dev.crest.ca.issuance.NotIssuable;
import dev.crest.ca.profile.Profile;
import dev.crest.ca.signer.SoftwareSigner;
import dev.crest.pkix.Certificate;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.server.csr.ExampleContent;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes certificates to look at: of a CA that has the name of a real one, but a key that is made
 * here and forgotten. No real key signs them, so that they are worth nothing. Thread-safe.
 */
public final class ExampleIssuance {
  /** The reason where the certificate would break a rule. */
  public static final String NOT_ISSUABLE = "not-issuable";

  private final Authorities authorities;
  private final HierarchySettings settings;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<KeyType, KeyPair> keys = new ConcurrentHashMap<>();

  public ExampleIssuance(Authorities authorities, HierarchySettings settings, InstantSource clock) {
    this.authorities = authorities;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Makes one.
   *
   * @param authorityId the CA whose name, limits and addresses it has
   * @param names values by field; what is not given is made up
   * @throws Refused {@code INVALID} naming every name that cannot be, or every rule that such
   *     certificates would break; {@code UNAVAILABLE} if the CA is unknown
   */
  public Certificate make(Profile profile, String authorityId, Map<String, List<String>> names) {
    var chain = authorities.chain(authorityId);
    var real = chain.getFirst();
    var content =
        ExampleContent.of(profile, names, Keys.info(key(profile.keys().preferred()).getPublic()));
    var pair = key(standIn(real));
    var signer = new SoftwareSigner(pair.getPrivate(), Keys.info(pair.getPublic()));
    try {
      var length = Duration.between(clock.instant(), real.notAfter());
      var example =
          new AuthorityIssuance(random, clock).root(signer, real.subject(), length).sign();
      return new Issuer(example, chain, signer, settings.urls(authorityId), random, clock)
          .prepare(profile, content)
          .sign();
    } catch (NotIssuable e) {
      throw Refused.of(
          Kind.INVALID,
          NOT_ISSUABLE,
          e.findings().stream().map(finding -> Fault.of("profile", finding.message())).toList());
    }
  }

  /** A key that signs as the CA's does; large ones take long to make, and nobody sees the size. */
  private static KeyType standIn(Certificate authority) {
    return KeyType.of(authority.publicKeyInfo())
        .map(type -> type.rsa() ? KeyType.RSA_2048 : type)
        .orElse(KeyType.EC_P256);
  }

  private KeyPair key(KeyType type) {
    return keys.computeIfAbsent(type, Keys::generate);
  }
}
