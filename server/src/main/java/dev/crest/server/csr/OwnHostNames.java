package dev.crest.server.csr;

import dev.crest.ca.profile.SanType;
import dev.crest.ca.profile.SubjectAttribute;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Nobody gets a certificate in the name of this server: whoever had one could pose as it, since its
 * own certificate hangs under the same root.
 */
final class OwnHostNames implements Check {
  private static final List<String> FIELDS =
      List.of(SubjectAttribute.COMMON_NAME.field(), SanType.DNS.field(), SanType.IP.field());

  private final Set<String> own;

  /**
   * @param own host names and address literals of this server
   */
  OwnHostNames(Set<String> own) {
    this.own = own.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  @Override
  public void examine(Submission submission, Draft draft) {
    for (var field : FIELDS) {
      if (draft.values(field).stream()
          .anyMatch(value -> own.contains(value.toLowerCase(Locale.ROOT)))) {
        draft.fault("own-host-name", field, field + " is a name of this server.");
      }
    }
  }
}
