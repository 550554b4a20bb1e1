package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.JsonCursor;
import io.kmspolicy.model.json.SourceText;
import io.kmspolicy.model.problem.JsonLimits;
import io.kmspolicy.model.resource.AliasTarget;
import java.util.List;

/**
 * Reads aliases in the format of {@code ListAliases}: a whole response, or an array of entries.
 * Members other than the alias and its key are skipped. A response that is one page of several is
 * accepted: a missing alias can make a decision indeterminate, but never wrong.
 *
 * <pre>{@code
 * List<AliasTarget> aliases = AliasReader.create().source("aliases.json").read(bytes);
 * }</pre>
 *
 * <p>Immutable and safe to share between threads.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html">AWS KMS
 *     API: ListAliases</a>
 */
public final class AliasReader {

  private final String source;

  /**
   * The aliases of a response.
   *
   * @param aliases the aliases with their keys
   * @param complete whether it is not one page of several
   */
  public record Listed(List<AliasTarget> aliases, boolean complete) {

    /** Copies the list. */
    public Listed {
      aliases = List.copyOf(aliases);
    }
  }

  private AliasReader(String source) {
    this.source = source;
  }

  /** A reader of aliases. */
  public static AliasReader create() {
    return new AliasReader("");
  }

  /** The same reader with a name for the text, such as a file, for messages. */
  public AliasReader source(String name) {
    return new AliasReader(name);
  }

  /**
   * Reads aliases.
   *
   * @throws io.kmspolicy.model.problem.PolicySyntaxException if the text has a problem
   */
  public List<AliasTarget> read(String text) {
    return listed(text).aliases();
  }

  /**
   * Reads aliases, and whether they are all that were asked for.
   *
   * @throws io.kmspolicy.model.problem.PolicySyntaxException if the text has a problem
   */
  public Listed listed(String text) {
    return read(SourceText.of(source, 1, text, JsonLimits.GRANTS_CHARACTERS));
  }

  /**
   * Reads aliases in UTF-8.
   *
   * @throws io.kmspolicy.model.problem.PolicySyntaxException if the text has a problem
   */
  public List<AliasTarget> read(byte[] utf8) {
    return read(SourceText.of(source, 1, utf8, JsonLimits.GRANTS_CHARACTERS)).aliases();
  }

  private static Listed read(SourceText text) {
    return JsonCursor.read(text, "the text", AliasParser::parse);
  }
}
