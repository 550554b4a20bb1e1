package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.JsonCursor;
import io.kmspolicy.model.json.SourceText;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.problem.JsonLimits;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Reads grants in the format of {@code ListGrants}: a whole response, an array of entries, or one
 * entry. A response that is marked as one page of several is rejected, because a missing grant
 * would turn an allowed call into a denied one.
 *
 * <pre>{@code
 * List<Grant> grants = GrantReader.create().source("grants.json").read(bytes);
 * }</pre>
 *
 * <p>Immutable and safe to share between threads.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/API_ListGrants.html">AWS KMS
 *     API: ListGrants</a>
 */
public final class GrantReader {

  private final String source;

  private GrantReader(String source) {
    this.source = source;
  }

  /** A reader of grants. */
  public static GrantReader create() {
    return new GrantReader("");
  }

  /** The same reader with a name for the text, such as a file, for messages. */
  public GrantReader source(String name) {
    return new GrantReader(name);
  }

  /**
   * Reads grants.
   *
   * @throws io.kmspolicy.model.problem.PolicySyntaxException if the text has a problem
   */
  public List<Grant> read(String text) {
    return read(SourceText.of(source, 1, text, JsonLimits.GRANTS_CHARACTERS));
  }

  /**
   * Reads grants in UTF-8.
   *
   * @throws io.kmspolicy.model.problem.PolicySyntaxException if the text has a problem
   */
  public List<Grant> read(byte[] utf8) {
    return read(SourceText.of(source, 1, utf8, JsonLimits.GRANTS_CHARACTERS));
  }

  /**
   * Reads grants in UTF-8 from a stream. Does not close the stream.
   *
   * @throws io.kmspolicy.model.problem.PolicySyntaxException if the text has a problem
   * @throws IOException if the stream fails
   */
  public List<Grant> read(InputStream utf8) throws IOException {
    return read(SourceText.of(source, 1, utf8, JsonLimits.GRANTS_CHARACTERS));
  }

  private static List<Grant> read(SourceText text) {
    return List.copyOf(JsonCursor.read(text, "the text", GrantListParser::parse));
  }
}
