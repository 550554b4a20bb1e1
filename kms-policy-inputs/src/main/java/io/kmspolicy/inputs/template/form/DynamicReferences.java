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

  /** A part that is opaque already, alone or in the name of a reference. */
  private static final String PART = "\uFDD0[^\uFDD1]*\uFDD1";

  private static final String NAME = "(?:[^{}\uFDD0\uFDD1]++|" + PART + "){0,50}+";
  private static final Pattern WHOLE =
      Pattern.compile(PART + "|\\{\\{resolve:" + NAME + "\\}\\}|" + OF_SERVERLESS + NAME + "\\}");

  private DynamicReferences() {}

  /** Whether a text has such a reference. */
  public static boolean in(String text) {
    return START.matcher(text).find();
  }

  /** The text with an opaque part in place of each reference. */
  public static String opaque(String text) {
    String known =
        WHOLE
            .matcher(text)
            .replaceAll(found -> Matcher.quoteReplacement(opaquePart(found.group())));
    return in(OpaqueText.replaced(known, part -> ""))
        ? OpaqueText.whole(OpaqueText.Kind.ANY, text)
        : known;
  }

  private static String opaquePart(String found) {
    return START.matcher(found).lookingAt()
        ? OpaqueText.whole(ExpectedForm.kind(OpaqueText.shown(found), ""), found)
        : found;
  }
}
