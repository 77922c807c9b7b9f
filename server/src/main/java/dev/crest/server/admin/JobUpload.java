package dev.crest.server.admin;

import dev.crest.server.refusal.Fault;
import dev.crest.server.refusal.Kind;
import dev.crest.server.refusal.Refused;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds the uploaded file in a request: the body itself, or a part of a form. Stateless. */
final class JobUpload {
  private static final Set<String> RAW =
      Set.of(
          "text/csv",
          "application/csv",
          "text/plain",
          "application/zip",
          "application/x-zip-compressed",
          "application/octet-stream");

  private JobUpload() {}

  /**
   * @throws Refused {@code UNSUPPORTED_TYPE} for other media, {@code INVALID} for a form without
   *     the part
   */
  static InputStream of(HttpServletRequest request) throws IOException {
    var type =
        String.valueOf(request.getContentType()).toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
    if (RAW.contains(type)) {
      return request.getInputStream();
    }
    if (!type.equals("multipart/form-data")) {
      throw Refused.of(
          Kind.UNSUPPORTED_TYPE,
          "media-type",
          "The body must be text/csv, application/zip, application/octet-stream or"
              + " multipart/form-data.");
    }
    try {
      var part = request.getPart("file");
      if (part == null) {
        throw Refused.of(
            Kind.INVALID, "job-invalid", List.of(Fault.of("file", "The form has no such part.")));
      }
      return part.getInputStream();
    } catch (ServletException e) {
      throw Refused.of(Kind.MALFORMED, "body-malformed", "The form cannot be read.");
    }
  }
}
