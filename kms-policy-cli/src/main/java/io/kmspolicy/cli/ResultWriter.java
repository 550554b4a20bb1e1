package io.kmspolicy.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.kmspolicy.engine.Explanation;
import io.kmspolicy.model.Decision;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.util.Optional;

/** Writes the results of a batch, one JSON object a line. */
final class ResultWriter implements Closeable {

  private final Writer out;
  private final StringBuilder line = new StringBuilder();

  ResultWriter(Writer out) {
    this.out = out;
  }

  void decision(String id, Decision decision) throws IOException {
    begin(id, decision);
    end();
  }

  void explanation(String id, Explanation explanation) throws IOException {
    begin(id, explanation.decision());
    line.append(",\"explanation\":").append(explanation.toJson());
    end();
  }

  /** A line that cannot be read. */
  void error(Optional<String> id, int number, String message) throws IOException {
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

  private void end() throws IOException {
    line.append("}\n");
    out.append(line);
  }

  /** Hands on what is buffered. */
  void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
