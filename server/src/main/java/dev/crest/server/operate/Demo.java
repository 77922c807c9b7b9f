package dev.crest.server.operate;

import dev.crest.ca.profile.ShippedTemplate;
import dev.crest.estwire.EstOperation;
import dev.crest.estwire.EstTarget;
import dev.crest.estwire.EstTarget.PolicySelector;
import dev.crest.pkix.Der;
import dev.crest.pkix.KeyType;
import dev.crest.pkix.Keys;
import dev.crest.pkix.Pem;
import dev.crest.server.auth.PasscodeValue;
import dev.crest.server.auth.PasscodeVerifier;
import dev.crest.server.hierarchy.AuthenticationCertificates;
import dev.crest.server.hierarchy.Authorities;
import dev.crest.server.policy.CertificateManagementPolicy.KeypairGeneration;
import dev.crest.server.store.Accounts.Division;
import dev.crest.server.store.Actor;
import dev.crest.server.store.AuthenticationPolicies.Terms;
import dev.crest.server.store.AuthenticationPolicyRecord;
import dev.crest.server.store.AuthorityRecords;
import dev.crest.server.store.AuthorityRecords.StoredAuthority;
import dev.crest.server.store.Catalog;
import dev.crest.server.store.ListQuery;
import dev.crest.server.store.Page;
import dev.crest.server.store.PolicyDraft;
import dev.crest.server.store.PolicyRecord;
import dev.crest.server.store.Profiles;
import dev.crest.server.store.Profiles.ProfileRecord;
import dev.crest.server.store.Reach;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The demo of quickstart: a division, an authentication policy with two credentials, a profile and
 * a policy.
 */
public final class Demo {
  private static final String NAME = "Demo";
  private static final String MADE = "Made by quickstart";
  private static final Duration CERTIFICATE_LENGTH = Duration.ofDays(365);

  private final Catalog catalog;
  private final Authorities authorities;
  private final PasscodeVerifier verifier;
  private final AuthenticationCertificates certificates;

  public Demo(
      Catalog catalog,
      Authorities authorities,
      PasscodeVerifier verifier,
      AuthenticationCertificates certificates) {
    this.catalog = catalog;
    this.authorities = authorities;
    this.verifier = verifier;
    this.certificates = certificates;
  }

  /**
   * Makes the demo, or what is missing of it where an earlier start was interrupted or somebody
   * deleted a part; the credentials are new ones then. What a script needs to use it is written to
   * {@code quickstart.json} and {@code quickstart/} in the data folder.
   *
   * @param url makes a URL of a target, on the clientauth host or the plain one
   */
  public QuickstartFile make(Path data, BiFunction<EstTarget, Boolean, String> url) {
    var issuing =
        authorities
            .first(AuthorityRecords.Kind.ISSUING)
            .orElseThrow(() -> new IllegalStateException("there is no issuing CA"));
    var actor = Actor.system();
    var accountId = issuing.accountId();
    var division = division(accountId);
    var authentication = authentication(accountId, division);
    var policy = policy(issuing, division, authentication);
    var passcode = PasscodeValue.generate(new SecureRandom(), PasscodeValue.SHORTEST);
    catalog
        .authenticationPolicies()
        .addPasscode(
            actor,
            authentication,
            Terms.unlimited(free(accountId, authentication, "Demo passcode")),
            verifier.verifier(passcode.value()),
            passcode.shownPrefix(),
            Optional.empty());
    var made =
        certificates.make("Demo authentication certificate", KeyType.EC_P256, CERTIFICATE_LENGTH);
    catalog
        .authenticationPolicies()
        .addAuthenticationCertificate(
            actor,
            authentication,
            Terms.unlimited(free(accountId, authentication, "Demo authentication certificate")),
            made.certificate());
    var files = new Files(data.toAbsolutePath().normalize().resolve("quickstart"));
    var root = authorities.chain(issuing.id()).getLast();
    files.write(files.trustAnchor(), Pem.write("CERTIFICATE", root.der()));
    files.write(files.certificate(), Pem.write("CERTIFICATE", made.certificate().der()));
    files.write(files.key(), Pem.write("PRIVATE KEY", Der.of(Keys.pkcs8(made.key()))));
    return file(policy, passcode.value(), files, Optional.empty(), url);
  }

  /**
   * Returns the same demo with the URLs that the server has now: its port may be another one than
   * last time.
   */
  public static QuickstartFile relocated(
      QuickstartFile earlier, BiFunction<EstTarget, Boolean, String> url) {
    var folder = Path.of(earlier.trustAnchorFile()).resolveSibling(".").normalize();
    return file(earlier.policyId(), earlier.passcode(), new Files(folder), earlier.apiKey(), url);
  }

  private String division(String accountId) {
    return found(catalog.divisions()::list, accountId, NAME, Division::name, Division::id)
        .orElseGet(
            () -> catalog.accounts().createDivision(Actor.system(), accountId, NAME, MADE).id());
  }

  private String authentication(String accountId, String division) {
    var name = "Demo devices";
    return found(
            catalog.authenticationPolicies()::list,
            accountId,
            name,
            AuthenticationPolicyRecord::name,
            AuthenticationPolicyRecord::id)
        .orElseGet(
            () -> catalog.authenticationPolicies().create(Actor.system(), division, name, MADE));
  }

  private String profile(String accountId, String division) {
    var name = "Demo device";
    return found(catalog.profiles()::list, accountId, name, ProfileRecord::name, ProfileRecord::id)
        .orElseGet(() ->
            catalog
                .profiles()
                .create(
                    Actor.system(),
                    new Profiles.Draft(
                        accountId,
                        ShippedTemplate.DEVICE_TLS_CLIENT.key(),
                        name,
                        MADE,
                        "{}",
                        Set.of(division))));
  }

  private String policy(StoredAuthority issuing, String division, String authentication) {
    var name = "Demo policy";
    var accountId = issuing.accountId();
    return found(
            (reach, query) ->
                catalog
                    .policies()
                    .list(reach, query.with("authentication_policy_id", authentication)),
            accountId,
            name,
            record -> record.policy().name(),
            PolicyRecord::id)
        .orElseGet(() -> {
          var profile = profile(accountId, division);
          var draft =
              PolicyDraft.forEst(name, division, authentication, profile, issuing.id())
                  .servedAt(List.of("demo"), true)
                  .withKeys(KeypairGeneration.CUSTOMIZABLE, Optional.empty(), true);
          return catalog.policies().create(Actor.system(), draft).id();
        });
  }

  /** Returns a name that no credential of the policy has. */
  private String free(String accountId, String authentication, String name) {
    for (int i = 1; ; i++) {
      var candidate = i == 1 ? name : name + " " + i;
      var named = ListQuery.first().with("name", candidate);
      var taken =
          catalog.credentials().list(Reach.account(accountId), authentication, named).items();
      if (taken.stream().noneMatch(credential -> credential.name().equals(candidate))) {
        return candidate;
      }
    }
  }

  private static <T> Optional<String> found(
      BiFunction<Reach, ListQuery, Page<T>> list,
      String accountId,
      String name,
      Function<T, String> nameOf,
      Function<T, String> idOf) {
    var named = ListQuery.first().with("name", name);
    return list.apply(Reach.account(accountId), named).items().stream()
        .filter(item -> nameOf.apply(item).equals(name))
        .map(idOf)
        .findFirst();
  }

  private static QuickstartFile file(
      String policyId,
      String passcode,
      Files files,
      Optional<String> apiKey,
      BiFunction<EstTarget, Boolean, String> url) {
    var policy = new PolicySelector.Policy(policyId);
    return new QuickstartFile(
        url.apply(new EstTarget(EstOperation.CACERTS, policy), false),
        url.apply(new EstTarget(EstOperation.CSRATTRS, policy), false),
        url.apply(new EstTarget(EstOperation.SIMPLEENROLL, policy), false),
        url.apply(new EstTarget(EstOperation.SERVERKEYGEN, policy), false),
        url.apply(new EstTarget(EstOperation.SIMPLEENROLL, policy), true),
        url.apply(new EstTarget(EstOperation.SIMPLEREENROLL, policy), true),
        policyId,
        passcode,
        files.trustAnchor().toString(),
        files.certificate().toString(),
        files.key().toString(),
        Optional.empty(),
        apiKey,
        Optional.empty());
  }

  /** The files beside {@code quickstart.json}. */
  private record Files(Path folder) {
    Path trustAnchor() {
      return folder.resolve("trust-anchor.pem");
    }

    Path certificate() {
      return folder.resolve("authentication_certificate.pem");
    }

    Path key() {
      return folder.resolve("authentication_key.pem");
    }

    void write(Path file, String text) {
      try {
        PrivateFiles.write(file, text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
