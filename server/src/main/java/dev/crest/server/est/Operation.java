package dev.crest.server.est;

import dev.crest.estwire.EstTarget;
import dev.crest.server.listen.HttpReply;
import dev.crest.server.listen.HttpRequest;

/** One EST operation. The method is already known to be the operation's own. Thread-safe. */
@FunctionalInterface
interface Operation {
  /**
   * Answers with a success.
   *
   * @throws dev.crest.server.refusal.Refused for everything else
   */
  HttpReply answer(HttpRequest request, EstTarget target);
}
