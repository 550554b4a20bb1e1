package io.kmspolicy.inputs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which files are not read as a tree of values: sources of Terraform, policies and templates above
 * a size that AWS refuses anyway, and large files of other kinds. The kind of a large file is told
 * by the names at its top, which takes no memory.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html">CloudFormation:
 *     quotas</a>
 */
final class SourceLimits {

  /** The characters of a text that is read whatever it is. */
  static final int ANY_FORM = 4 << 20;

  private static final JsonFactory FACTORY = new JsonFactory();

  /** Names at the top of policies and templates. */
  private static final Set<String> SMALL =
      Set.of("Statement", "Resources", "AWSTemplateFormatVersion");

  /** Names at the top of files that may be of any size. */
  private static final Set<String> LARGE =
      Set.of(
          "format_version",
          "UserDetailList",
          "GroupDetailList",
          "RoleDetailList",
          "Policies",
          "RolePolicyList",
          "UserPolicyList",
          "GroupPolicyList",
          "Grants",
          "Policy",
          "PolicyName",
          "PolicyVersion",
          "VpcEndpoints");

  private static final Pattern TEMPLATE =
      Pattern.compile("(?m)^[\"']?(?:Statement|Resources|AWSTemplateFormatVersion)[\"']?\\s*:");

  private SourceLimits() {}

  /** Why a file is refused whatever it holds; empty if it is not. */
  static Optional<String> refusal(String source, String text) {
    if (source.endsWith(".tf") || source.endsWith(".tofu") || source.endsWith(".tf.json")) {
      return Optional.of(
          "this is Terraform source, which does not say what it deploys; run `terraform plan"
              + " -out=PLAN` and `terraform show -json PLAN`, and give what that prints");
    }
    return isLarge(text) && isPolicyOrTemplate(text)
        ? Optional.of(
            "the file has "
                + text.length()
                + " characters; a policy or template of more than "
                + ANY_FORM
                + " is not read, and AWS accepts none")
        : Optional.empty();
  }

  /** Whether only a plan, a state or output of the AWS command line may be so large. */
  static boolean isLarge(String text) {
    return text.length() > ANY_FORM;
  }

  /** Whether a large file is none of the forms. */
  static boolean isOther(String text) {
    if (!isLarge(text)) {
      return false;
    }
    Set<String> names = names(text);
    return names.stream().noneMatch(name -> SMALL.contains(name) || LARGE.contains(name))
        && !isPolicyOrTemplate(text);
  }

  private static boolean isPolicyOrTemplate(String text) {
    if (!isJson(text)) {
      return TEMPLATE.matcher(text).find();
    }
    return isObject(text) && names(text).stream().anyMatch(SMALL::contains);
  }

  private static boolean isJson(String text) {
    return isObject(text) || start(text) == '[';
  }

  private static boolean isObject(String text) {
    return start(text) == '{';
  }

  private static char start(String text) {
    for (int at = 0; at < text.length(); at++) {
      char one = text.charAt(at);
      if (one != '\ufeff' && !Character.isWhitespace(one)) {
        return one;
      }
    }
    return ' ';
  }

  /** The names of the members of an object, or of the first object of an array. */
  private static Set<String> names(String text) {
    Set<String> names = new HashSet<>();
    int start = text.startsWith("\ufeff") ? 1 : 0;
    try (JsonParser parser = FACTORY.createParser(new StringReader(text.substring(start)))) {
      if (parser.nextToken() == JsonToken.START_ARRAY) {
        parser.nextToken();
      }
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          names.add(parser.currentName());
          parser.nextToken();
          parser.skipChildren();
        }
      }
    } catch (IOException malformed) {
      return names; // Those before the mistake tell the form; its reader names the mistake.
    }
    return names;
  }
}
