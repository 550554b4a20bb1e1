package io.kmspolicy.inputs.template.form;

import io.kmspolicy.model.json.OpaqueText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * References whose values CloudFormation reads from another service when it deploys a stack, such
 * as {@code {{resolve:ssm:name}}}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html">CloudFormation:
 *     dynamic references</a>
 */
public final class DynamicReferences {

  private static final String START = "{{resolve:";
  private static final Pattern WHOLE = Pattern.compile("\\{\\{resolve:[^{}\uFDD0\uFDD1]*\\}\\}");

  private DynamicReferences() {}

  /** Whether a text has such a reference. */
  public static boolean in(String text) {
    return text.contains(START);
  }

  /** The text with an opaque part in place of each reference. */
  public static String opaque(String text) {
    Matcher matcher = WHOLE.matcher(text);
    String known =
        matcher.replaceAll(
            found ->
                Matcher.quoteReplacement(
                    OpaqueText.of(ExpectedForm.kind(found.group(), ""), found.group())));
    return in(OpaqueText.replaced(known, part -> ""))
        ? OpaqueText.of(OpaqueText.Kind.ANY, OpaqueText.shown(text))
        : known;
  }
}
