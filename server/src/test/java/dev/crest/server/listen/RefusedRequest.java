package dev.crest.server.listen;

import java.util.List;
import java.util.stream.Stream;

/** One request that the listener refuses, and how. The table that the tests of refusals share. */
record RefusedRequest(String fault, int status, String bytes) {
  private static final String HOST = "Host: est.example\r\n";
  private static final String POST = "POST /x HTTP/1.1\r\n" + HOST;
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

  static Stream<RefusedRequest> all() {
    return Stream.of(requestLines(), headers(), lengths(), chunks(), hosts(), limits())
        .flatMap(List::stream);
  }

  private static List<RefusedRequest> requestLines() {
    return List.of(
        row("HTTP/0.9", 400, "GET /x\r\n"),
        row("two spaces after the method", 400, "GET  /x HTTP/1.1\r\n" + HOST + "\r\n"),
        row("a space in the target", 400, "GET /x y HTTP/1.1\r\n" + HOST + "\r\n"),
        row("a tabulator instead of the space", 400, "GET\t/x HTTP/1.1\r\n" + HOST + "\r\n"),
        row("a method that is no token", 400, "G(T /x HTTP/1.1\r\n" + HOST + "\r\n"),
        row("NUL in the target (A-04)", 400, "GET /x\0 HTTP/1.1\r\n" + HOST + "\r\n"),
        row("CR in the target (A-04)", 400, "GET /x\rHTTP/1.1\r\n" + HOST + "\r\n"),
        row("LF in the target (A-04)", 400, "GET /x\nX: y HTTP/1.1\r\n" + HOST + "\r\n"),
        row("a byte beyond ASCII in the target", 400, "GET /\u00e4 HTTP/1.1\r\n" + HOST + "\r\n"),
        row("a backslash in the target (A-07)", 400, "GET /a\\b HTTP/1.1\r\n" + HOST + "\r\n"),
        row("a fragment in the target", 400, "GET /a#b HTTP/1.1\r\n" + HOST + "\r\n"),
        row("a target that is no path", 400, "GET x HTTP/1.1\r\n" + HOST + "\r\n"),
        row(
            "asterisk form for another method than OPTIONS",
            400,
            "GET * HTTP/1.1\r\n" + HOST + "\r\n"),
        row("CONNECT (S-URI-06)", 400, "CONNECT est.example:443 HTTP/1.1\r\n" + HOST + "\r\n"),
        row("HTTP/2 by prior knowledge", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        row("HTTP/1.2", 505, "GET /x HTTP/1.2\r\n" + HOST + "\r\n"),
        row("another protocol", 400, "GET /x ICY/1.1\r\n" + HOST + "\r\n"),
        row("lower-case version", 400, "GET /x http/1.1\r\n" + HOST + "\r\n"),
        row("three empty lines first", 400, "\r\n\r\n\r\nGET /x HTTP/1.1\r\n" + HOST + "\r\n"));
  }

  private static List<RefusedRequest> headers() {
    return List.of(
        row("a folded header (obs-fold)", 400, "GET /x HTTP/1.1\r\n" + HOST + "X: a\r\n b\r\n\r\n"),
        row("a space before the first header", 400, "GET /x HTTP/1.1\r\n X: a\r\n" + HOST + "\r\n"),
        row("a space before the colon", 400, "GET /x HTTP/1.1\r\n" + HOST + "X : a\r\n\r\n"),
        row("a tabulator before the colon", 400, "GET /x HTTP/1.1\r\n" + HOST + "X\t: a\r\n\r\n"),
        row("a header without a colon", 400, "GET /x HTTP/1.1\r\n" + HOST + "X\r\n\r\n"),
        row("a header without a name", 400, "GET /x HTTP/1.1\r\n" + HOST + ": a\r\n\r\n"),
        row(
            "a header's name beyond ASCII",
            400,
            "GET /x HTTP/1.1\r\n" + HOST + "X\u00e4: a\r\n\r\n"),
        row("lines ending in LF", 400, "GET /x HTTP/1.1\nHost: est.example\n\n"),
        row("one header ending in LF", 400, "GET /x HTTP/1.1\r\n" + HOST + "X: a\nY: b\r\n\r\n"),
        row("CR within a header", 400, "GET /x HTTP/1.1\r\n" + HOST + "X: a\rb\r\n\r\n"),
        row(
            "NUL in a header (A-04)",
            400,
            "GET /x HTTP/1.1\r\n" + HOST + "Authorization: Basic\0x\r\n\r\n"),
        row(
            "a control character in a header",
            400,
            "GET /x HTTP/1.1\r\n" + HOST + "X: a\u0007\r\n\r\n"),
        row("DEL in a header", 400, "GET /x HTTP/1.1\r\n" + HOST + "X: a\u007f\r\n\r\n"),
        row("an unknown expectation", 417, POST + "Content-Length: 1\r\nExpect: more\r\n\r\n"));
  }

  private static List<RefusedRequest> lengths() {
    return List.of(
        row("Content-Length and Transfer-Encoding", 400, length("5\r\nTransfer-Encoding: chunked")),
        row("two Content-Length", 400, length("5\r\nContent-Length: 6")),
        row("the same Content-Length twice", 400, length("5\r\nContent-Length: 5")),
        row("a list of Content-Length", 400, length("5, 5")),
        row("Content-Length with a plus", 400, length("+5")),
        row("Content-Length with a minus", 400, length("-5")),
        row("Content-Length with leading zeros", 400, length("005")),
        row("Content-Length that overflows 64 bits", 400, length("18446744073709551621")),
        row("hexadecimal Content-Length", 400, length("0x5")),
        row("empty Content-Length", 400, length("")),
        row("Content-Length with a space in it", 400, length("1 0")),
        row("no length at all (S-HTTP-18)", 411, POST + "\r\n"),
        row("no length on HTTP/1.0", 411, "POST /x HTTP/1.0\r\n\r\n"),
        row("one byte too many declared (A-01)", 413, length("65537")),
        row("1 GB declared (A-01)", 413, length("1073741824")),
        row("unknown Transfer-Encoding", 400, POST + "Transfer-Encoding: xchunked\r\n\r\n"),
        row(
            "Transfer-Encoding in two steps",
            400,
            POST + "Transfer-Encoding: gzip, chunked\r\n\r\n"),
        row(
            "two Transfer-Encoding",
            400,
            POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"),
        row(
            "Transfer-Encoding hidden by a tabulator",
            400,
            POST + "Transfer-Encoding:\u000bchunked\r\n\r\n"),
        row(
            "Transfer-Encoding on HTTP/1.0",
            400,
            "POST /x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
  }

  private static List<RefusedRequest> chunks() {
    return List.of(
        row("a chunk without a size", 400, CHUNKED + "\r\nabc\r\n0\r\n\r\n"),
        row("a chunk size with a sign", 400, CHUNKED + "+3\r\nabc\r\n0\r\n\r\n"),
        row("a chunk size of 0x3", 400, CHUNKED + "0x3\r\nabc\r\n0\r\n\r\n"),
        row("a chunk size of nine digits", 400, CHUNKED + "000000003\r\nabc\r\n0\r\n\r\n"),
        row("a chunk size beyond 31 bits", 413, CHUNKED + "ffffffff\r\n"),
        row("a chunk size beyond the limit (A-01)", 413, CHUNKED + "10001\r\n"),
        row(
            "chunks that add up beyond the limit (A-01)",
            413,
            CHUNKED + "fffe\r\n" + "a".repeat(0xfffe) + "\r\n3\r\n"),
        row("a chunk longer than it says", 400, CHUNKED + "3\r\nabcd\r\n0\r\n\r\n"),
        row("a chunk size ending in LF", 400, CHUNKED + "3\nabc\r\n0\r\n\r\n"),
        row("a chunk ending in LF", 400, CHUNKED + "3\r\nabc\n0\r\n\r\n"),
        row("a space after the chunk size", 400, CHUNKED + "3 \r\nabc\r\n0\r\n\r\n"),
        row("an endless chunk extension", 400, CHUNKED + "3;" + "x".repeat(300)),
        row("a chunk extension with NUL", 400, CHUNKED + "3;a\0\r\nabc\r\n0\r\n\r\n"),
        row("a malformed trailer", 400, CHUNKED + "0\r\nno trailer\r\n\r\n"),
        row("a folded trailer", 400, CHUNKED + "0\r\nA: b\r\n c\r\n\r\n"),
        row("too many trailers", 400, CHUNKED + "0\r\n" + "A: b\r\n".repeat(17) + "\r\n"));
  }

  private static List<RefusedRequest> hosts() {
    return List.of(
        row("no Host on HTTP/1.1", 400, "GET /x HTTP/1.1\r\n\r\n"),
        row("two Host", 400, "GET /x HTTP/1.1\r\n" + HOST + HOST + "\r\n"),
        row("an empty Host", 400, "GET /x HTTP/1.1\r\nHost:\r\n\r\n"),
        row("a Host with a user", 400, "GET /x HTTP/1.1\r\nHost: a@est.example/\r\n\r\n"),
        row(
            "Host is another of our names (A-08)",
            421,
            "GET /x HTTP/1.1\r\nHost: clientauth.est.example\r\n\r\n"),
        row("Host is a stranger's (A-08)", 421, "GET /x HTTP/1.1\r\nHost: other.example\r\n\r\n"),
        row(
            "Host is an address, SNI a name (A-08)",
            421,
            "GET /x HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
        row(
            "target and Host differ (A-08)",
            400,
            "GET https://other.example/x HTTP/1.1\r\n" + HOST + "\r\n"),
        row(
            "target for another host, no Host (A-08)",
            421,
            "GET https://other.example/x HTTP/1.0\r\n\r\n"),
        row(
            "a target with a user (A-08)",
            400,
            "GET https://u@est.example/ HTTP/1.1\r\n" + HOST + "\r\n"),
        row("a target for http", 400, "GET http://est.example/x HTTP/1.1\r\n" + HOST + "\r\n"));
  }

  private static List<RefusedRequest> limits() {
    return List.of(
        row("a request line without end", 414, "GET /" + "a".repeat(5_000)),
        row(
            "a request line one byte too long (A-07)",
            414,
            "GET /" + "a".repeat(4_096 - 13) + " HTTP/1.1\r\n" + HOST + "\r\n"),
        row("a header without end", 431, "GET /x HTTP/1.1\r\n" + HOST + "X: " + "a".repeat(20_000)),
        row(
            "headers too long together",
            431,
            "GET /x HTTP/1.1\r\n" + HOST + ("X: " + "a".repeat(1_000) + "\r\n").repeat(17)),
        row(
            "too many headers",
            431,
            "GET /x HTTP/1.1\r\n" + HOST + "X: a\r\n".repeat(64) + "\r\n"));
  }

  private static RefusedRequest row(String fault, int status, String bytes) {
    return new RefusedRequest(fault, status, bytes);
  }

  private static String length(String value) {
    return POST + "Content-Length: " + value + "\r\n\r\n";
  }

  @Override
  public String toString() {
    return fault + " → " + status;
  }
}
