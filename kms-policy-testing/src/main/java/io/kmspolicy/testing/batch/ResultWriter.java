package io.kmspolicy.testing.batch;

import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.request.Decision;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes the results of a batch, one JSON object per line. A failure of the output, such as a
 * closed pipe, ends the batch with an {@link UncheckedIOException}; an {@link IOException} would be
 * reported as a failure of the input file.
 */
public final class ResultWriter implements Closeable {

  private final Writer out;

  public ResultWriter(Writer out) {
    this.out = out;
  }

  /** Writes a decision. */
  public void decision(String id, Decision decision) {
    line(json -> result(json, id, decision));
  }

  /** Writes a decision and its explanation. */
  public void explanation(String id, Explanation explanation) {
    line(
        json -> {
          result(json, id, explanation.decision());
          json.member("explanation").raw(explanation.json());
        });
  }

  /** Writes the problem of an invalid line. */
  public void error(Optional<String> id, int number, String message) {
    line(
        json -> {
          json.member("id");
          id.ifPresentOrElse(json::string, json::nothing);
          json.member("line", number);
          json.member("error", message);
        });
  }

  private static void result(JsonWriter json, String id, Decision decision) {
    json.member("id", id);
    json.member("decision", decision.text());
  }

  private void line(Consumer<JsonWriter> members) {
    String line =
        JsonWriter.text(JsonWriter.Layout.COMPACT, json -> json.object(() -> members.accept(json)));
    try {
      out.write(line);
      out.write('\n');
    } catch (IOException failure) {
      throw unwritable(failure);
    }
  }

  private static UncheckedIOException unwritable(IOException failure) {
    return new UncheckedIOException(
        "the output cannot be written: " + failure.getMessage(), failure);
  }

  /** Flushes the buffer. */
  public void flush() {
    try {
      out.flush();
    } catch (IOException failure) {
      throw unwritable(failure);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException failure) {
      throw unwritable(failure);
    }
  }
}
