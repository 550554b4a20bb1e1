package io.kmspolicy.inputs.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Names in the form that CloudFormation gives to users and roles for which a template states none:
 * the name of the stack, the logical name, and a random part.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html">Name
 *     type</a>
 */
final class MadeUpNames {

  /** The properties that name users and roles. */
  private static final Map<String, String> NAMED =
      Map.of("AWS::IAM::Role", "RoleName", "AWS::IAM::User", "UserName");

  private static final int MAX_LENGTH = 64;

  private MadeUpNames() {}

  /** What is stated, and the names of the users and roles of a template for which nothing is. */
  static TemplateValues of(List<TemplateResource> all, TemplateValues stated) {
    Map<String, String> values = new HashMap<>(stated.parameters());
    for (TemplateResource owner : all) {
      String property = NAMED.get(owner.type());
      String name = "STACK-" + owner.name() + "-RANDOM";
      if (property != null
          && owner.insertion().isEmpty()
          && owner.raw(property).isEmpty()
          && name.length() <= MAX_LENGTH) {
        values.putIfAbsent(owner.name(), name);
      }
    }
    return new TemplateValues(stated.account(), stated.region(), values);
  }
}
