package dev.crest.server.listen;

/**
 * What a listener hands requests to. Called on a virtual thread of its own for each request; may
 * block.
 */
@FunctionalInterface
public interface RequestHandler {
  HttpReply handle(HttpRequest request);
}
