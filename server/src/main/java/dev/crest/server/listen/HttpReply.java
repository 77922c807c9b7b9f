package dev.crest.server.listen;

import java.util.List;

/**
 * A complete reply. The listener adds Content-Length, Date-less minimal headers, the request id and
 * Connection as needed, and writes head and body in one piece.
 *
 * @param status such as 200
 * @param headers in order, names in canonical case
 * @param body possibly empty
 * @param close whether the connection ends after this reply
 */
public record HttpReply(int status, List<HttpRequest.Header> headers, byte[] body, boolean close) {}
