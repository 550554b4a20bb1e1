package io.kmspolicy.inputs.template.form;

import io.kmspolicy.model.json.OpaqueText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * References whose values are put in when a stack is deployed: by CloudFormation from another
 * service, such as {@code {{resolve:ssm:name}}}, or before by the Serverless Framework, such as
 * {@code ${self:service}}. No policy variable of AWS begins so.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html">CloudFormation:
 *     dynamic references</a>
 * @see <a href="https://www.serverless.com/framework/docs/guides/variables">Serverless Framework:
 *     variables</a>
 */
public final class DynamicReferences {

  private static final String OF_SERVERLESS =
      "\\$\\{(?:(?:self|opt|env|sls|param|custom):|file\\()";

  private static final Pattern START = Pattern.compile("\\{\\{resolve:|" + OF_SERVERLESS);
  private static final Pattern WHOLE =
      Pattern.compile(
          "\\{\\{resolve:[^{}\uFDD0\uFDD1]*\\}\\}|" + OF_SERVERLESS + "[^{}\uFDD0\uFDD1]*\\}");

  private DynamicReferences() {}

  /** Whether a text has such a reference. */
  public static boolean in(String text) {
    return START.matcher(text).find();
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
