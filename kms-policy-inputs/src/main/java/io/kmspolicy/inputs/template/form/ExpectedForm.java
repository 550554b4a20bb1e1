package io.kmspolicy.inputs.template.form;

import io.kmspolicy.model.json.OpaqueText.Kind;
import java.util.regex.Pattern;

/** What a name or a description says of the form of a value. */
public final class ExpectedForm {

  /** The word ARN in a name or a sentence, and the id of an account, organization or endpoint. */
  private static final Pattern TOLD =
      Pattern.compile(
          "(?<![A-Za-z])(?:arn|ARN|Arn)s?(?![a-z])|(?<=[a-z0-9])(?:Arn|ARN)s?(?![a-z])"
              + "|(?i:(?<![a-z])amazon resource names?(?![a-z]))"
              + "|(?<=[A-Z])ARNs?(?![a-z])"
              + "|(?i:account[ _-]?(?:id|number)s?(?![a-z]))"
              + "|(?i:org(?:anization)?[ _-]?ids?(?![a-z]))"
              + "|(?i:(?:vpc|vpce|endpoint)(?:[ _-]?[a-z]{1,20})?[ _-]?ids?(?![a-z]))");

  private ExpectedForm() {}

  /** The kind of a value of which nothing else is known. */
  public static Kind kind(String name, String description) {
    return TOLD.matcher(name).find() || TOLD.matcher(description).find() ? Kind.NAMED : Kind.ANY;
  }
}
