package dev.crest.server.csr;

import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.Profile.SanRule;
import dev.crest.ca.profile.Profile.Source;
import dev.crest.ca.profile.Profile.SubjectRule;
import dev.crest.ca.profile.SubjectAttribute;
import dev.crest.server.policy.GroupAssignment;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the device of one request, when a rule first asks for one of its attributes: by the fields
 * that identify it, from whichever source but the device. Used by one thread.
 */
final class DeviceLookup {
  private final DeviceValues devices;
  private Optional<Map<String, List<String>>> identifying = Optional.empty();
  private Map<String, String> attributes = Map.of();

  DeviceLookup(DeviceValues devices) {
    this.devices = devices;
  }

  /** Returns an attribute of the device. */
  Optional<String> attribute(String name, Submission submission) {
    if (identifying.isEmpty()) {
      var fields = fields(submission);
      attributes = devices.attributes(submission.grant(), fields);
      identifying = Optional.of(fields);
    }
    return Optional.ofNullable(attributes.get(name));
  }

  /** Returns the values that the device was found by; empty where nothing asked for it. */
  Optional<Map<String, List<String>>> identifying() {
    return identifying;
  }

  private static Map<String, List<String>> fields(Submission submission) {
    var mapped =
        submission.grant().assignment().map(GroupAssignment::mapping).orElse(Map.of()).keySet();
    // What is wrong with the request is said where its names are made.
    var ignored = new Draft();
    var fields = new HashMap<String, List<String>>();
    subject(submission, ignored, mapped, fields);
    names(submission, ignored, mapped, fields);
    return fields;
  }

  private static void subject(
      Submission submission, Draft ignored, Set<String> mapped, Map<String, List<String>> fields) {
    var rules = new EnumMap<SubjectAttribute, SubjectRule>(SubjectAttribute.class);
    submission.profile().subject().forEach(rule -> rules.put(rule.attribute(), rule));
    var asked = AskedSubject.read(submission.request().subject(), rules, true, ignored);
    for (var rule : rules.values()) {
      var field = rule.attribute().field();
      if (mapped.contains(field) && rule.include() != Include.NO) {
        var values =
            asked.stream()
                .filter(one -> one.attribute() == rule.attribute())
                .map(one -> SubjectValue.text(one.attribute(), one.value()))
                .toList();
        fields.put(field, first(submission, field, rule.sources(), values, rule.fixedValue()));
      }
    }
  }

  private static void names(
      Submission submission, Draft ignored, Set<String> mapped, Map<String, List<String>> fields) {
    if (mapped.stream().noneMatch(field -> field.startsWith("san."))) {
      return;
    }
    var asked = AskedNames.read(submission, ignored);
    for (SanRule rule : submission.profile().subjectAltNames()) {
      var field = rule.type().field();
      if (mapped.contains(field) && rule.include() != Include.NO) {
        var values =
            asked.stream()
                .filter(name -> name.type() == rule.type())
                .map(SanName::text)
                .distinct()
                .toList();
        fields.put(field, first(submission, field, rule.sources(), values, rule.fixedValue()));
      }
    }
  }

  private static List<String> first(
      Submission submission,
      String field,
      Set<Source> sources,
      List<String> asked,
      Optional<String> fixed) {
    var supplied =
        sources.contains(Source.REGISTERED_VALUE) ? submission.supplied(field) : List.<String>of();
    if (!supplied.isEmpty()) {
      return supplied;
    }
    return sources.contains(Source.CSR) && !asked.isEmpty() ? asked : fixed.stream().toList();
  }
}
