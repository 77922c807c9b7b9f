package dev.crest.server.road;

import dev.crest.ca.profile.SanType;
import dev.crest.ca.profile.ShippedProfiles;
import dev.crest.ca.profile.SubjectAttribute;
import dev.crest.server.store.ProfileJson;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A template that allows every attribute, name, usage and key. */
public final class WideTemplate {
  private WideTemplate() {}

  /** Returns it as JSON. */
  public static String json() {
    var subject =
        Arrays.stream(SubjectAttribute.values())
            .map(attribute -> attribute.field())
            .collect(
                Collectors.joining(
                    """
                    ","include":"optional","sources":["csr"]},{"attribute":"\
                    """));
    var names =
        Arrays.stream(SanType.values())
            .map(SanType::field)
            .collect(
                Collectors.joining(
                    """
                    ","include":"optional","most":10},{"type":"\
                    """));
    var part =
        """
        {"subject":[{"attribute":"%s","include":"optional","sources":["csr"]}],
         "subject_alt_names":[{"type":"%s","include":"optional","most":10}],
         "key_usage":{"optional":["non_repudiation","key_encipherment","data_encipherment","key_agreement",
           "encipher_only","decipher_only"],"critical":false},
         "extended_key_usage":{"required":[],
           "optional":["1.3.6.1.5.5.7.3.1","1.3.6.1.5.5.7.3.2","1.3.6.1.5.5.7.3.4"]},
         "keys":{"allowed":["ec_p256","ec_p384","ec_p521","rsa_2048","rsa_3072","rsa_4096","ed25519","ed448",
           "ml_dsa_44","ml_dsa_65","ml_dsa_87"]},
         "validity":{"min":"PT1M"}}\
        """
            .formatted(subject, names);
    return ProfileJson.merge(ProfileJson.write(ShippedProfiles.deviceClient()), part);
  }
}
