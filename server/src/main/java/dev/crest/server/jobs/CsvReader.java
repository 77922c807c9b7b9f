package dev.crest.server.jobs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads CSV (RFC 4180) one record after the other: UTF-8, commas, quotes doubled inside quotes,
 * line breaks allowed inside quotes, any line end, empty lines left out. Where it can no longer be
 * told where a record ends, the whole file is refused. Used by one thread.
 */
final class CsvReader {
  /** Most cells of a record. */
  static final int MOST_CELLS = 100;

  /** Most characters of a record: the largest request in PEM, and something beside it. */
  static final int LONGEST_RECORD = 131_072;

  private static final int END = -1;
  private static final int BYTE_ORDER_MARK = 0xfeff;

  private final Reader in;
  private long line = 1;
  private long recordLine = 1;
  private int length;
  private int next;
  private boolean started;

  CsvReader(InputStream in) {
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    this.in = new BufferedReader(new InputStreamReader(in, decoder));
  }

  /**
   * Returns the next record's cells, or empty at the end.
   *
   * @throws dev.crest.server.refusal.Refused {@code MALFORMED} for what is no CSV in UTF-8
   */
  Optional<List<String>> next() throws IOException {
    if (!started) {
      started = true;
      next = read();
      if (next == BYTE_ORDER_MARK) {
        next = read();
      }
    }
    while (next == '\n') {
      advance();
    }
    if (next == END) {
      return Optional.empty();
    }
    recordLine = line;
    length = 0;
    return Optional.of(record());
  }

  /** Returns the line on which the record that was read last begins, from 1 on. */
  long line() {
    return recordLine;
  }

  private List<String> record() throws IOException {
    var cells = new ArrayList<String>();
    while (true) {
      if (cells.size() == MOST_CELLS) {
        throw refused("csv-columns", "has more than " + MOST_CELLS + " cells");
      }
      cells.add(next == '"' ? quoted() : plain());
      if (next == ',') {
        advance();
      } else {
        if (next == '\n') {
          advance();
        }
        return List.copyOf(cells);
      }
    }
  }

  private String plain() throws IOException {
    var cell = new StringBuilder();
    while (next != ',' && next != '\n' && next != END) {
      cell.append((char) next);
      advance();
    }
    return cell.toString();
  }

  private String quoted() throws IOException {
    var cell = new StringBuilder();
    advance();
    while (true) {
      if (next == END) {
        throw refused("csv-quote", "has a quote that is never closed");
      }
      if (next == '"') {
        advance();
        if (next != '"') {
          break;
        }
      }
      cell.append((char) next);
      advance();
    }
    if (next != ',' && next != '\n' && next != END) {
      throw refused("csv-quote", "has something behind a closing quote");
    }
    return cell.toString();
  }

  private void advance() throws IOException {
    if (next == '\n') {
      line++;
    }
    if (++length > LONGEST_RECORD) {
      throw refused(
          "csv-record-too-long",
          "has more than " + LONGEST_RECORD + " characters; is a quote never closed?");
    }
    next = read();
  }

  /** Returns the next character, with every line end as a line feed. */
  private int read() throws IOException {
    try {
      int read = in.read();
      if (read == '\r') {
        in.mark(1);
        if (in.read() != '\n') {
          in.reset();
        }
        return '\n';
      }
      if (read == 0) {
        throw refused("csv-nul", "has a NUL character; the file must be CSV in UTF-8");
      }
      return read;
    } catch (CharacterCodingException e) {
      throw refused("csv-encoding", "is not in UTF-8");
    }
  }

  private RuntimeException refused(String reason, String complaint) {
    return UploadFault.malformed(
        reason, "The record at line " + recordLine + " " + complaint + ".");
  }
}
