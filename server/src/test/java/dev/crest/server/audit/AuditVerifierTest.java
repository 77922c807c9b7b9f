package dev.crest.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crest.server.audit.AuditVerdict.Break;
import dev.crest.server.audit.AuditVerdict.Broken;
import dev.crest.server.audit.AuditVerdict.Intact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AuditVerifierTest {
  private static final String NODE = "node-1";

  private static List<ChainedEvent> chain(String node, int events) {
    var chain = new ArrayList<ChainedEvent>();
    var head = AuditChain.genesis(node);
    for (int i = 1; i <= events; i++) {
      var event = event("event " + i);
      head = AuditChain.append(node, head, AuditChain.encode(event));
      chain.add(new ChainedEvent(node, head.sequence(), event, head.hash()));
    }
    return chain;
  }

  private static AuditEvent event(String actor) {
    var none = Optional.<String>empty();
    return new AuditEvent(
        Instant.EPOCH,
        actor,
        "x.y",
        AuditEvent.Outcome.SUCCESS,
        none,
        none,
        none,
        none,
        none,
        none,
        none,
        Map.of("k", "v"));
  }

  private static AuditVerdict verify(List<ChainedEvent> events, ChainHead... anchors) {
    return new AuditVerifier(NODE, AuditChain.genesis(NODE), List.of(anchors))
        .verify(events.iterator());
  }

  @Test
  @DisplayName(
      "a chain that nobody touched is intact, also an empty one, also from a checkpoint on")
  void intact() {
    var chain = chain(NODE, 10);
    var head = chain.getLast().head();

    var genesis = AuditChain.genesis(NODE);
    assertThat(new AuditVerifier(NODE, genesis, List.of(head)).verify(chain.iterator()))
        .isEqualTo(new Intact(NODE, 10, head, genesis, 0));
    assertThat(verify(List.of())).isInstanceOf(Intact.class);
    assertThat(verify(chain, chain.get(3).head(), chain.get(7).head())).isInstanceOf(Intact.class);
    var rest =
        new AuditVerifier(NODE, chain.get(3).head(), List.of(head))
            .verify(chain.subList(4, 10).iterator());
    assertThat(rest).isEqualTo(new Intact(NODE, 6, head, chain.get(3).head(), 0));
  }

  static Stream<Arguments> tampering() {
    return Stream.of(
        Arguments.of(
            "an event's content is edited",
            4,
            Break.WRONG_HASH,
            edit(c -> {
              var old = c.get(3);
              c.set(3, new ChainedEvent(NODE, 4, event("somebody else"), old.hash()));
            })),
        Arguments.of(
            "an event is edited and its own hash made to fit",
            5,
            Break.WRONG_HASH,
            edit(c -> {
              var forged = event("somebody else");
              var head = AuditChain.append(NODE, c.get(2).head(), AuditChain.encode(forged));
              c.set(3, new ChainedEvent(NODE, 4, forged, head.hash()));
            })),
        Arguments.of("an event is deleted", 4, Break.MISSING, edit(c -> c.remove(3))),
        Arguments.of("the first event is deleted", 1, Break.MISSING, edit(c -> c.removeFirst())),
        Arguments.of(
            "an event is deleted and the rest renumbered",
            4,
            Break.WRONG_HASH,
            edit(c -> {
              c.remove(3);
              for (int i = 3; i < c.size(); i++) {
                c.set(i, new ChainedEvent(NODE, i + 1, c.get(i).event(), c.get(i).hash()));
              }
            })),
        Arguments.of(
            "two events change places", 4, Break.MISSING, edit(c -> Collections.swap(c, 3, 4))),
        Arguments.of(
            "two events change contents",
            4,
            Break.WRONG_HASH,
            edit(c -> {
              var one = c.get(3);
              var other = c.get(4);
              c.set(3, new ChainedEvent(NODE, 4, other.event(), other.hash()));
              c.set(4, new ChainedEvent(NODE, 5, one.event(), one.hash()));
            })),
        Arguments.of(
            "an event is there twice", 4, Break.OUT_OF_PLACE, edit(c -> c.add(4, c.get(3)))),
        Arguments.of(
            "an event of another node's chain",
            4,
            Break.OUT_OF_PLACE,
            edit(c -> c.set(3, chain("node-2", 4).get(3)))),
        Arguments.of("the tail is cut off", 8, Break.CUT_OFF, edit(c -> c.subList(7, 10).clear())),
        Arguments.of("everything is gone", 1, Break.CUT_OFF, edit(c -> c.clear())),
        Arguments.of(
            "a hash is cut short",
            4,
            Break.WRONG_HASH,
            edit(c -> c.set(3, new ChainedEvent(NODE, 4, c.get(3).event(), new byte[0])))),
        Arguments.of(
            "the whole chain is made anew",
            10,
            Break.ANCHOR_DIFFERS,
            (UnaryOperator<List<ChainedEvent>>)
                c -> {
                  var forged = new ArrayList<ChainedEvent>();
                  var head = AuditChain.genesis(NODE);
                  for (int i = 1; i <= 10; i++) {
                    head = AuditChain.append(NODE, head, AuditChain.encode(event("forged")));
                    forged.add(new ChainedEvent(NODE, i, event("forged"), head.hash()));
                  }
                  return forged;
                }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tampering")
  @DisplayName("every way of tampering is found, at the first event that it touches")
  void tampered(String what, long sequence, Break kind, UnaryOperator<List<ChainedEvent>> tamper) {
    var chain = chain(NODE, 10);
    var head = chain.getLast().head();

    var verdict = verify(tamper.apply(new ArrayList<>(chain)), head);

    assertThat(verdict).isEqualTo(new Broken(NODE, sequence, kind));
    assertThat(((Broken) verdict).message()).startsWith("node node-1, event " + sequence + ": ");
  }

  private interface Edit {
    void on(List<ChainedEvent> chain);
  }

  private static UnaryOperator<List<ChainedEvent>> edit(Edit edit) {
    return chain -> {
      edit.on(chain);
      return chain;
    };
  }
}
