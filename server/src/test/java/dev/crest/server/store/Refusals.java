package dev.crest.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Says what a refusal must be. */
final class Refusals {
  private Refusals() {}

  /** Asserts that a call is refused, naming exactly these fields. */
  static void refused(Kind kind, ThrowingCallable call, String... fields) {
    var refused = catchThrowableOfType(Refused.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.kind()).isEqualTo(kind);
    assertThat(refused.faults().stream().map(Fault::field).flatMap(Optional::stream))
        .containsExactlyInAnyOrder(fields);
  }
}
