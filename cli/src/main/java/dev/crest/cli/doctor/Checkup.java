package dev.crest.cli.doctor;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * All checks of a set-up, in order: a check without whose success others make no sense stops those,
 * and no others. Nothing at the server is changed. Not thread-safe.
 */
public final class Checkup {
  private final Map<Check, Step> steps = new EnumMap<>(Check.class);

  private interface Step {
    Finding take() throws InterruptedException;
  }

  public Checkup(Setup setup) {
    var known = new Case(setup);
    var address = new AddressChecks(known);
    var tls = new TlsChecks(known);
    var time = new TimeChecks(known);
    var trust = new TrustChecks(known);
    var requests = new CsrChecks(known);
    steps.put(Check.URL, address::url);
    steps.put(Check.DNS, address::dns);
    steps.put(Check.TCP, address::tcp);
    steps.put(Check.TLS, tls::versions);
    steps.put(Check.NAME, tls::name);
    steps.put(Check.CLOCK, time::clock);
    steps.put(Check.VALIDITY, time::validity);
    steps.put(Check.CHAIN, trust::chain);
    steps.put(Check.TRUST, trust::trust);
    steps.put(Check.IDENTITY, new IdentityCheck(known)::identity);
    steps.put(Check.PATH, new PathCheck(known)::path);
    steps.put(Check.ISSUING, new IssuingCheck(known)::issuing);
    steps.put(Check.HOST, new HostCheck(known)::host);
    steps.put(Check.CSRATTRS, requests::wishes);
    steps.put(Check.CSR, requests::request);
    steps.put(Check.CREDENTIAL, new CredentialCheck(known)::credential);
  }

  /**
   * Makes the checks.
   *
   * @param progress is told each finding as soon as it is there
   * @return one finding a check, in order
   * @throws InterruptedException if the calling thread is interrupted
   */
  public List<Finding> run(Consumer<Finding> progress) throws InterruptedException {
    var findings = new EnumMap<Check, Finding>(Check.class);
    for (var check : Check.values()) {
      var obstacle = obstacle(check, findings);
      var finding =
          obstacle.isPresent() ? Finding.skipped(check, obstacle.get()) : step(check).take();
      findings.put(check, finding);
      progress.accept(finding);
    }
    return List.copyOf(new ArrayList<>(findings.values()));
  }

  private Step step(Check check) {
    return Optional.ofNullable(steps.get(check))
        .orElseThrow(() -> new IllegalStateException("nobody makes the check " + check));
  }

  /** Returns why a check makes no sense: the problems that it depends on, directly or in turn. */
  private static Optional<String> obstacle(Check check, Map<Check, Finding> findings) {
    var obstacles = new TreeSet<Check>();
    gather(check, findings, obstacles);
    return obstacles.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "not checked, first put right: "
                + obstacles.stream().map(Check::title).collect(Collectors.joining(", ")));
  }

  private static void gather(Check check, Map<Check, Finding> findings, Set<Check> obstacles) {
    for (var needed : check.needed()) {
      if (findings.containsKey(needed) && findings.get(needed).state() == State.PROBLEM) {
        obstacles.add(needed);
      }
      gather(needed, findings, obstacles);
    }
  }
}
