package dev.crest.server.csr;

import dev.crest.ca.issuance.CertificateContent;
import dev.crest.ca.profile.KeyUsageBit;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * What a request gets, as it grows while the checks run, and everything that is wrong with it. Used
 * by one thread.
 */
final class Draft {
  /** No request makes a reply or an audit record grow without bound. */
  private static final int MOST_FAULTS = 40;

  private static final int MOST_DROPPED = 40;

  private final LinkedHashSet<Fault> faults = new LinkedHashSet<>();
  private Optional<String> reason = Optional.empty();
  private final LinkedHashSet<String> dropped = new LinkedHashSet<>();
  private final Map<String, List<String>> values = new HashMap<>();
  private X500Name subject = new X500Name(new RDN[0]);
  private Optional<GeneralNames> subjectAltNames = Optional.empty();
  private Set<KeyUsageBit> keyUsage = EnumSet.noneOf(KeyUsageBit.class);
  private Set<String> extendedKeyUsage = Set.of();
  private boolean linked;

  /**
   * Says that something is wrong.
   *
   * @param code stable kebab-case code; the first one becomes the refusal's reason
   * @param field the field it is about
   * @param message a sentence for the requester, without foreign text
   */
  void fault(String code, String field, String message) {
    if (reason.isEmpty()) {
      reason = Optional.of(code);
    }
    // The same fault of a hundred names is one fault, since faults are a set.
    if (faults.size() < MOST_FAULTS) {
      faults.add(Fault.of(field, message));
    }
  }

  /** Says that a required value is not there. */
  void missing(String field) {
    fault("value-missing", field, "Please provide value for " + field);
  }

  /** Says that a required value is not where it could come from, which is not the request. */
  void missingElsewhere(String field) {
    fault(
        "value-missing",
        field,
        "There is no value for " + field + "; it cannot come from the request.");
  }

  /** Notes, for the audit record, that something asked for is left out. */
  void drop(String what) {
    if (dropped.size() < MOST_DROPPED) {
      dropped.add(what);
    }
  }

  boolean faultless() {
    return faults.isEmpty();
  }

  /** Whether something is wrong with a field, or with one below it. */
  boolean faulty(String field) {
    // Nearly always there is none.
    return !faults.isEmpty()
        && faults.stream()
            .flatMap(fault -> fault.field().stream())
            .anyMatch(named -> named.equals(field) || named.startsWith(field + "."));
  }

  void subject(X500Name name) {
    subject = name;
  }

  X500Name subject() {
    return subject;
  }

  void subjectAltNames(Optional<GeneralNames> names) {
    subjectAltNames = names;
  }

  Optional<GeneralNames> subjectAltNames() {
    return subjectAltNames;
  }

  /** Notes the text of a field that is going to be certified. */
  void value(String field, String text) {
    values.computeIfAbsent(field, _ -> new ArrayList<>()).add(text);
  }

  /** Returns the texts of a field in order; empty where the certificate will not have it. */
  List<String> values(String field) {
    return values.getOrDefault(field, List.of());
  }

  /** Returns the texts of every field that is going to be certified. */
  Map<String, List<String>> values() {
    var all = new HashMap<String, List<String>>();
    values.forEach((field, texts) -> all.put(field, List.copyOf(texts)));
    return all;
  }

  void keyUsage(Set<KeyUsageBit> bits) {
    keyUsage = bits;
  }

  void extendedKeyUsage(Set<String> usages) {
    extendedKeyUsage = usages;
  }

  void linked(boolean value) {
    linked = value;
  }

  boolean linked() {
    return linked;
  }

  List<String> dropped() {
    return List.copyOf(dropped);
  }

  /**
   * Returns the content, for this key.
   *
   * @throws Refused {@code INVALID} with every fault, if there is one
   */
  CertificateContent content(SubjectPublicKeyInfo key) {
    if (!faults.isEmpty()) {
      throw Refused.of(Kind.INVALID, reason.orElseThrow(), List.copyOf(faults));
    }
    // PKCS#10 has no way to ask for a validity, so the profile's usual one applies.
    return new CertificateContent(
        subject, subjectAltNames, key, Set.copyOf(keyUsage), extendedKeyUsage, Optional.empty());
  }
}
