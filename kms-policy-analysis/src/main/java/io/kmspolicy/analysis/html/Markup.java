package io.kmspolicy.analysis.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/** Lines of HTML that grow. Texts from outside pass through {@link #escape}. Not thread-safe. */
final class Markup {

  private final StringBuilder html = new StringBuilder();

  /** Adds a line. */
  Markup line(String line) {
    html.append(line).append('\n');
    return this;
  }

  /** A text with the characters replaced that have a meaning in HTML. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** JSON for an element {@code script}, which nothing in the JSON can end. */
  static String embedded(String json) {
    return json.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
  }

  /** A field for a text, with its label. */
  Markup search(String id, String name, String label) {
    return label(id, label)
        .line("<input type=\"search\" id=\"" + id + "\" name=\"" + name + "\"></span>");
  }

  /** A list to choose a value from, or all, with its label. */
  Markup choice(String id, String name, String label, List<String> values) {
    label(id, label);
    line("<select id=\"" + id + "\" name=\"" + name + "\"><option value=\"\">all</option>");
    values.forEach(value -> line("<option>" + escape(value) + "</option>"));
    return line("</select></span>");
  }

  /** A label stays beside its field. */
  private Markup label(String id, String label) {
    return line("<span class=\"field\"><label for=\"" + id + "\">" + escape(label) + "</label>");
  }

  /** Starts the controls of a section, which are hidden until the script shows them. */
  Markup controls(String section) {
    return line("<div class=\"controls\" data-for=\"" + section + "\" hidden>");
  }

  /** Ends the controls with a text that screen readers read whenever it changes. */
  Markup status() {
    return line("<span role=\"status\" aria-live=\"polite\"></span>").line("</div>");
  }

  /** The content of resources, one after the other. */
  static String resources(List<String> names) {
    StringBuilder text = new StringBuilder();
    names.forEach(name -> text.append(resource(name)));
    return text.toString();
  }

  private static String resource(String name) {
    try (InputStream in = Markup.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The content of an element as a source of a content security policy. */
  static String source(String content) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return html.toString();
  }
}
