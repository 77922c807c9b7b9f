package dev.crest.server.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.crest.ca.profile.Include;
import dev.crest.ca.profile.KeyUsageBit;
import dev.crest.ca.profile.Profile.Renewal;
import dev.crest.ca.profile.Profile.Source;
import dev.crest.pkix.KeyType;
import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Refused;
import dev.crest.server.store.ProfileJson;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The content of a profile or template, for the description only: it is read and written by {@link
 * ProfileJson}. Durations are ISO 8601 (years have 365 days), usages dotted OIDs.
 */
record ProfileContent(
    List<SubjectRule> subject,
    List<SanRule> subjectAltNames,
    Boolean dropUnlisted,
    Boolean commonNameToDns,
    KeyUsage keyUsage,
    ExtendedKeyUsage extendedKeyUsage,
    Boolean basicConstraints,
    List<CertificatePolicy> certificatePolicies,
    Keys keys,
    @Schema(example = "match_issuer") String signatureAlgorithm,
    Validity validity,
    @Schema(minimum = "16", maximum = "20") Integer serialOctets,
    RenewalRule renewal) {
  private static final JsonMapper JSON = new JsonMapper();

  @Schema(name = "ProfileSubjectRule")
  record SubjectRule(
      @Schema(example = "subject.common_name") String attribute,
      Include include,
      List<Source> sources,
      String fixedValue,
      @Schema(example = "serial_number") String deviceAttribute) {}

  @Schema(name = "ProfileSanRule")
  record SanRule(
      @Schema(
              allowableValues = {
                "san.dns_name",
                "san.ip_address",
                "san.uri",
                "san.email",
                "san.user_principal_name",
                "san.registered_id",
                "san.hardware_module_name"
              })
          String type,
      Include include,
      Integer most,
      List<Source> sources,
      String fixedValue,
      String deviceAttribute) {}

  @Schema(name = "ProfileKeyUsage")
  record KeyUsage(List<KeyUsageBit> required, List<KeyUsageBit> optional, Boolean critical) {}

  @Schema(name = "ProfileExtendedKeyUsage")
  record ExtendedKeyUsage(List<String> required, List<String> optional, Boolean critical) {}

  @Schema(name = "ProfileCertificatePolicy")
  record CertificatePolicy(String oid, String cpsUri, String userNotice) {}

  @Schema(name = "ProfileKeys")
  record Keys(List<KeyType> allowed, KeyType preferred) {}

  /** A span, or an end that is the same for all. */
  @Schema(name = "ProfileValidity")
  record Validity(
      @Schema(format = "duration") String usual,
      @Schema(format = "duration") String min,
      @Schema(format = "duration") String max,
      @Schema(format = "date-time") String until) {}

  @Schema(name = "ProfileRenewal")
  record RenewalRule(
      Renewal.When when,
      @Schema(format = "duration") String windowBefore,
      @Schema(format = "duration") String expiredGrace,
      @JsonProperty("key_pair") Renewal.KeyPair keyPair) {}

  /** Returns the JSON of a profile. */
  static JsonNode of(dev.crest.ca.profile.Profile profile) {
    return JSON.readTree(ProfileJson.write(profile));
  }

  /** Does something whose faults are about {@code profile} where the API says {@code content}. */
  static <T> T named(Supplier<T> work) {
    try {
      return work.get();
    } catch (Refused refused) {
      throw renamed(refused);
    }
  }

  private static Refused renamed(Refused refused) {
    var faults = refused.faults().stream().map(ProfileContent::renamed).toList();
    return Refused.of(refused.kind(), refused.reason(), faults);
  }

  private static Fault renamed(Fault fault) {
    return new Fault(
        fault.message(),
        fault
            .field()
            .map(field ->
                field.equals("template_id")
                    ? "template"
                    : field.equals("profile") || field.startsWith("profile.")
                        ? "content" + field.substring("profile".length())
                        : field));
  }
}
