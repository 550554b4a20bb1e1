package io.kmspolicy.cli.evaluate;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.request.Decision;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Optional;

/**
 * Writes the results of a batch, one JSON object a line. That nobody takes them any more ends the
 * batch, with an {@link UncheckedIOException}: it has nothing to do with the file that is read.
 */
final class ResultWriter implements Closeable {

  private final Writer out;
  private final StringBuilder line = new StringBuilder();

  ResultWriter(Writer out) {
    this.out = out;
  }

  void decision(String id, Decision decision) {
    begin(id, decision);
    end();
  }

  void explanation(String id, Explanation explanation) {
    begin(id, explanation.decision());
    line.append(",\"explanation\":").append(explanation.toJson());
    end();
  }

  /** A line that cannot be read. */
  void error(Optional<String> id, int number, String message) {
    line.setLength(0);
    line.append("{\"id\":");
    if (id.isPresent()) {
      string(id.get());
    } else {
      line.append("null");
    }
    line.append(",\"line\":").append(number).append(",\"error\":");
    string(message);
    end();
  }

  private static UncheckedIOException refused(IOException failure) {
    return new UncheckedIOException(
        "the output cannot be written: " + failure.getMessage(), failure);
  }

  private void begin(String id, Decision decision) {
    line.setLength(0);
    line.append("{\"id\":");
    string(id);
    line.append(",\"decision\":\"").append(decision.text()).append('"');
  }

  private void string(String text) {
    line.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, line);
    line.append('"');
  }

  private void end() {
    line.append("}\n");
    try {
      out.append(line);
    } catch (IOException failure) {
      throw refused(failure);
    }
  }

  /** Hands on what is buffered. */
  void flush() {
    try {
      out.flush();
    } catch (IOException failure) {
      throw refused(failure);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException failure) {
      throw refused(failure);
    }
  }
}
